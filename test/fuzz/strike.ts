import { kill, killEverything } from "../crash/support/commands.js";
import { processesOf } from "../crash/support/servers.js";
import { docker } from "../support/docker-cli.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import type { Strike } from "./plan-round.js";

/**
 * Does something to the servers that run now. There may be none; and one that was seen may have ended since.
 *
 * @returns whether anything was there to be struck
 */
export async function strike(project: TemporaryProject, { what }: Strike): Promise<boolean> {
  switch (what) {
    case "kill postgres":
    case "kill redis":
      return onServer(project, what, (server) => runtimeUnderTest.kill(server));
    case "suspend postgres":
    case "suspend redis":
      return onServer(project, what, (server) => runtimeUnderTest.suspend(server));
    case "kill a child":
    case "suspend a child": {
      const { children } = await processesOf(project);
      const [child] = children;
      if (child === undefined) return false;
      kill(child.pid, what === "kill a child" ? "SIGKILL" : "SIGSTOP");
      return true;
    }
    case "kill everything":
      await killEverything(project);
      return true;
    case "disconnect postgres":
      return onServer(project, what, async ({ ref }) => {
        await docker("network", "disconnect", "--force", project.names.network, ref);
      });
    case "remove redis":
      return onServer(project, what, async ({ ref }) => {
        await docker("rm", "--force", ref);
      });
  }
}

/**
 * A command that waits for an answer of a suspended server waits as psql would, and the commands behind it wait for it: after a
 * while the server goes on, if it is still there.
 */
export async function releaseSuspended(project: TemporaryProject): Promise<void> {
  for (const server of await project.servers()) {
    await runtimeUnderTest.resume(server).catch(() => undefined); // it was not suspended, or ended before
  }
}

type Server = Awaited<ReturnType<TemporaryProject["servers"]>>[number];

async function onServer(
  project: TemporaryProject,
  what: string,
  work: (server: Server) => Promise<void>,
): Promise<boolean> {
  const server = (await project.servers()).find(({ service }) => what.endsWith(service));
  if (server === undefined) return false;
  return work(server).then(
    () => true,
    () => false, // it ended before
  );
}
