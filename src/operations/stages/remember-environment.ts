import type { RuntimeKind } from "../../config/resolved.js";
import type { InfraContext } from "../../events.js";
import type { Planned } from "../../preflight/make-plan.js";
import {
  type EnvironmentRecord,
  readEnvironmentRecord,
  writeEnvironmentRecord,
} from "../../state/environment-file.js";
import { portsToKeep } from "./kept-ports.js";
import { infra } from "../../system/own-command.js";

/**
 * Records the runtime of the environment, before that runtime creates anything.
 *
 * @param left runtimes where its servers were stopped just now
 */
export async function rememberEnvironment(
  plan: Planned,
  { context, left }: { context: InfraContext; left: readonly RuntimeKind[] },
): Promise<void> {
  const { config, runtime } = plan;
  const before = await readEnvironmentRecord(config.stateDir);
  const record = nextRecord(before, plan, left);
  if (JSON.stringify(record) === JSON.stringify(before)) return;
  if (before !== undefined && before.runtime !== runtime.kind && before.places[before.runtime])
    context.emit({ type: "warning", message: moveText(before, plan, left) });
  await writeEnvironmentRecord(config.stateDir, record);
}

function nextRecord(
  before: EnvironmentRecord | undefined,
  { config, runtime: { kind } }: Planned,
  left: readonly RuntimeKind[],
): EnvironmentRecord {
  const isKnownThere = before?.runtime === kind && before.places[kind] !== undefined;
  const volume = kind === "docker" ? config.postgres.volume : before?.volume;
  const nameFrom = config.sources["name"]?.kind;
  const places = { ...before?.places, ...Object.fromEntries(left.map((each) => [each, "left"])) };
  const ports = portsToKeep(config);
  return {
    version: 1,
    name: config.name,
    ...(nameFrom && { nameFrom }),
    runtime: kind,
    createdAt: isKnownThere ? before.createdAt : new Date().toISOString(),
    ...(volume !== undefined && { volume }),
    ...(Object.keys(ports).length > 0 && { ports }),
    places: { ...places, [kind]: "in-use" },
  };
}

function moveText(before: EnvironmentRecord, plan: Planned, left: readonly RuntimeKind[]): string {
  const { config, runtime, observation } = plan;
  const from = before.runtime;
  const back = infra("up", "--runtime", from);
  const stop = infra("down", "--runtime", from);
  const isUnseen = before.places[from] === "in-use" && !left.includes(from);
  return [
    `${config.name} moves from ${from} to ${runtime.kind}, where ${observation.data.exists ? "its earlier data is" : "it starts empty"}.`,
    isUnseen
      ? `Its servers on ${from} may still be running: ${from} cannot be reached now. Stop them later: ${stop}.`
      : `Its servers on ${from} were stopped.`,
    `Its data on ${from} is kept. To use it again: ${back}`,
  ].join(" ");
}
