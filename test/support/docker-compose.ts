import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe } from "vitest";
import { docker } from "./docker-cli.js";
import type { TemporaryProject } from "./temporary-project.js";
import { describeWithEngine } from "./with-engine.js";

const TIMEOUT_MS = 120_000;

/** Compose on the file that `infra compose` prints now. Returns what it printed to both streams. */
export async function compose(project: TemporaryProject, ...args: string[]): Promise<string> {
  const { stdout: file } = await project.succeed("compose");
  await project.write("compose.yaml", file);
  const { stdout, stderr } = await promisify(execFile)(
    "docker",
    ["compose", "--file", join(project.dir, "compose.yaml"), ...args],
    { timeout: TIMEOUT_MS, cwd: project.dir },
  );
  return stdout + stderr;
}

const composeAnswers = await docker("compose", "version").then(
  () => true,
  () => false, // no client, or one without the plugin
);

/** Tests that need Compose as well as an engine. Where it is missing they are skipped, and say so; CI fails on that. */
export const describeWithCompose = composeAnswers
  ? describeWithEngine
  : (name: string, tests: () => void) =>
      describe.skip(`${name} (skipped: no \`docker compose\` here; .ci/engine/compose fetches it)`, tests);
