import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./processes.js";
import { temporaryProject } from "./project.js";

/** What of Compose and an engine is not here; undefined when both are. */
export async function composeMissing() {
  const answers = (...args) => runProgram({ command: "docker", args, signal: AbortSignal.timeout(15_000) });
  try {
    await answers("compose", "version");
    await answers("info");
    return undefined;
  } catch (error) {
    return `needs \`docker compose\` and an engine that answers (${error.message.split("\n", 2).join(" ").trim()})`;
  }
}

/**
 * The same two services twice, under names and ports of their own: one project for infra, one for Compose with the file
 * that `infra compose` prints. Health is probed every second, which is often for a Compose file and leaves Compose less to wait for.
 */
export async function composeProjects(signal) {
  const [ours, theirs] = await Promise.all([dockerProject(), dockerProject()]);
  // Also pulls what is not there.
  await ours.infra(["up"], signal);
  const file = join(theirs.directory, "compose.yaml");
  await writeFile(file, await theirs.infra(["compose"], signal));
  const compose = (...args) =>
    runProgram({ command: "docker", args: ["compose", "--file", file, ...args], signal });
  return {
    infra: (...args) => ours.infra(args, signal),
    compose,
    remove: () => Promise.all([ours.remove(), theirs.remove()]),
  };
}

function dockerProject() {
  const name = `bench_${randomBytes(4).toString("hex")}`;
  return temporaryProject({ config: { name, runtime: "docker", health: { intervalMs: 1000, retries: 60 } } });
}
