import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processesWorkingIn } from "../../src/system/find-processes.js";
import { viewProcess, type ProcessView } from "../../src/system/process-identity.js";
import type { ServiceName } from "../../src/services/service.js";
import type { RuntimeUnderTest } from "./runtime-under-test.js";

/** Servers are processes that work below the project's `.infra`. */
export const nativeUnderTest: RuntimeUnderTest = {
  kind: "native",

  settings: (name) => ({ [`${name.toUpperCase()}_RUNTIME`]: "native" }),

  servers: async (projectDir) =>
    (await processesOf(projectDir))
      .flatMap((view) => {
        const service = serviceOf(view);
        return service === undefined ? [] : [{ service, ref: String(view.pid) }];
      })
      .toSorted((a, b) => a.service.localeCompare(b.service)),

  remains: async (projectDir) =>
    (await processesOf(projectDir)).map(({ pid, commandLine }) => `${pid} ${commandLine}`),

  data: async () => [],

  kill: async ({ ref }) => {
    process.kill(Number(ref), "SIGKILL");
    await gone(Number(ref));
  },
  suspend: async ({ ref }) => void process.kill(Number(ref), "SIGSTOP"),
  resume: async ({ ref }) => void process.kill(Number(ref), "SIGCONT"),

  sweep: async (projectDir) => {
    const views = await processesOf(projectDir);
    for (const { pid } of views) endIfThere(pid);
    await Promise.all(views.map(({ pid }) => gone(pid)));
  },
};

function processesOf(projectDir: string): Promise<ProcessView[]> {
  return processesWorkingIn(join(projectDir, ".infra"));
}

/** The main process of a server. PostgreSQL's children show what they do instead of their command line. */
function serviceOf({ executable, commandLine }: ProcessView): ServiceName | undefined {
  const program = basename(executable ?? "");
  if (program === "postgres") return commandLine.includes(" -D ") ? "postgres" : undefined;
  return /^(redis|valkey)-/.test(program) ? "redis" : undefined;
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function gone(pid: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  while ((await viewProcess(pid)) !== undefined) {
    if (performance.now() > deadline) throw new Error(`process ${pid} lives on`);
    await delay(10);
  }
}
