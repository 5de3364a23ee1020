import { execFile } from "node:child_process";
import { mkdtemp, rename, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { infra } from "../crash/support/commands.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import { expectGone } from "./expect-gone.js";
import { Finding } from "./finding.js";
import type { Round } from "./plan-round.js";

const run = promisify(execFile);

export interface Stage {
  /** It is up. */
  project: TemporaryProject;
  succeed: (project: TemporaryProject, ...args: string[]) => Promise<void>;
  /** All rows are there. */
  expectRows: (project: TemporaryProject) => Promise<void>;
}

/** Done to a whole environment, which is as it was afterwards, but for the rows after a reset. */
export async function doAfterwards(
  what: Exclude<Round["after"], "nothing">,
  { project, succeed, expectRows }: Stage,
): Promise<void> {
  switch (what) {
    case "reset":
      await succeed(project, "reset");
      return expectGone(project);
    case "move": {
      const moved = project.in(`${project.dir}-moved`);
      await rename(project.dir, moved.dir);
      try {
        await succeed(moved, "up");
        await expectRows(moved);
      } finally {
        await rename(moved.dir, project.dir);
      }
      return;
    }
    case "bind mount":
      await viewElsewhere(project, async (view) => {
        // One environment on an engine; processes belong to the path that they were started in.
        const [commands, expected] =
          runtimeUnderTest.kind === "docker" ? [["up"], 0] : [["up", "down", "reset"], 18];
        for (const command of commands) {
          const { exitCode, stderr } = await infra(view, [command]);
          if (exitCode !== expected) {
            throw new Finding(`infra ${command} in a bind mount ended with ${exitCode}:\n${stderr}`);
          }
        }
      });
      return expectRows(project);
  }
}

async function viewElsewhere(
  project: TemporaryProject,
  work: (view: TemporaryProject) => Promise<void>,
): Promise<void> {
  const mounted = await mkdtemp(join(tmpdir(), "infra-test-view-"));
  await run("mount", ["--bind", project.dir, mounted]);
  try {
    await work(project.in(mounted));
  } finally {
    await run("umount", [mounted]);
    await rmdir(mounted);
  }
}
