import { setTimeout as delay } from "node:timers/promises";
import { processesOf } from "../crash/support/servers.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import type { TemporaryProject } from "../support/temporary-project.js";

const INTERVAL_MS = 400;

/**
 * Looks out for two servers on one data folder while commands run. Containers need no watching: an engine has one of a name.
 *
 * @returns ends the watch, and says what was seen
 */
export function watchServers(project: TemporaryProject): () => Promise<string | undefined> {
  if (runtimeUnderTest.kind === "docker") return async () => undefined;
  const stopping = new AbortController();
  const watch = lookUntil(project, stopping.signal);
  return async () => {
    stopping.abort();
    return watch;
  };
}

async function lookUntil(project: TemporaryProject, signal: AbortSignal): Promise<string | undefined> {
  let before: string[] = [];
  while (!signal.aborted) {
    for (const now of await serversOf(project)) {
      // Seen twice: a child that was forked just now looks like its server until it has taken its title.
      // Seen twice: a child of a server that was killed just now looks like one until it has noticed.
      if (now.length > 1 && now.every((each) => before.includes(each))) return now.join("\n");
    }
    before = (await serversOf(project)).flat();
    await delay(INTERVAL_MS, undefined, { signal }).catch(() => undefined); // ends early
  }
  return undefined;
}

/** One list for each service. */
async function serversOf(project: TemporaryProject): Promise<string[][]> {
  const { postmasters, redis } = await processesOf(project);
  return [postmasters, redis].map((list) => list.map(({ pid, commandLine }) => `${pid} ${commandLine}`));
}
