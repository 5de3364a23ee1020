import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

interface EngineEvent {
  Type: string;
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
}

/** Time in which the engine hands on what has just happened. */
const SETTLE_MS = 1_000;

/**
 * Watches the engine during `work`, and returns the names of all volumes that containers of the project had meanwhile.
 * On an engine that others use as well a look at what is left over would tell of their volumes too.
 */
export async function volumesMountedDuring(projectDir: string, work: () => Promise<void>): Promise<string[]> {
  const filters = ["type=container", "type=volume", "event=create", "event=mount"];
  const args = filters.flatMap((filter) => ["--filter", filter]);
  const watching = spawn("docker", ["events", ...args, "--format", "{{json .}}"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  watching.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  await delay(SETTLE_MS);
  try {
    await work();
    await delay(SETTLE_MS);
  } finally {
    watching.kill();
    await once(watching, "close");
  }
  const lines = text.split("\n").filter((line) => line !== "");
  return ofProject(
    lines.map((line) => JSON.parse(line) as EngineEvent),
    projectDir,
  );
}

function ofProject(events: readonly EngineEvent[], projectDir: string): string[] {
  const containers = new Set(
    events
      .filter(({ Type, Actor }) => Type === "container" && Actor.Attributes[CHECKOUT] === projectDir)
      .map(({ Actor }) => Actor.ID),
  );
  const mounted = events
    .filter(({ Type, Action }) => Type === "volume" && Action === "mount")
    .filter(({ Actor }) => containers.has(Actor.Attributes["container"] ?? ""))
    .map(({ Actor }) => Actor.ID);
  return [...new Set(mounted)];
}

const CHECKOUT = "com.tilemud.infra.checkout";
