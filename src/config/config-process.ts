import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { lstatSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { withStreams } from "../system/shortage.js";
import { configProgram, type ConfigAnswer, type ConfigRequest } from "./config-program.js";
import { FileProblem } from "./file-problem.js";
import type { Project } from "./project.js";

export interface ConfigRun {
  path: string;
  project: Project;
  signal?: AbortSignal | undefined;
  deadlineMs?: number;
}

/**
 * Runs a config file of code in a separate process and returns its answer. The process is ended afterwards, with all
 * that it started in its group; what it prints goes to stderr; what it changes (folder, environment, signals) stays there.
 *
 * @throws FileProblem when it gives no answer, the signal's reason when it is aborted
 */
export async function askConfigFile(run: ConfigRun): Promise<ConfigAnswer> {
  const { path, project, signal, deadlineMs = DEADLINE_MS } = run;
  signal?.throwIfAborted();
  const program = configProgram({ path, deadlineMs, ...importerFor(path, project) });
  const child = withStreams(
    spawn(process.execPath, [...QUIET, "--input-type=module", "--eval", program], {
      stdio: ["ignore", 2, 2, "pipe"],
      // A separate process group, so that all of it can be ended together.
      detached: true,
    }),
  );
  let isLate = false;
  const end = () => endAll(child);
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, deadlineMs);
  signal?.addEventListener("abort", end);
  // It stays until it is ended here, so one that is gone has not answered.
  const exited = once(child.on("exit", end), "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    const [answer, [exitCode, endedBy]] = await Promise.all([readAnswer(child).finally(end), exited]);
    signal?.throwIfAborted();
    if (isLate) throw new FileProblem(`did not finish within ${deadlineMs / 1000}s; ${NEVER_ENDS}`);
    if (answer !== undefined) return JSON.parse(answer) as ConfigAnswer;
    const how = endedBy === null ? `exit code ${exitCode}` : endedBy;
    throw new FileProblem(
      `ended its process (${how}) before it exported anything; remove the call that ends it`,
    );
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

const DEADLINE_MS = 10_000;
/** How a file may be written is decided here: Node's advice about it would be printed at every command. */
const QUIET = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--disable-warning=ExperimentalWarning"];
const NEVER_ENDS = "a loop, a call or a promise in it never ends";
/** A configuration has a few thousand. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/**
 * Node reads `.mjs` and `.cjs`. The others can be written in both module syntaxes, whatever package.json says, so jiti reads them.
 * That also makes TypeScript the same in all versions of Node: Node itself supports a part of it, in some versions.
 */
function importerFor(path: string, project: Project): Pick<ConfigRequest, "url" | "jiti"> {
  const url = pathToFileURL(path).href;
  if (/\.[mc]js$/.test(path)) return { url };
  const jiti = pathToFileURL(createRequire(import.meta.url).resolve("jiti")).href;
  return { url, jiti: { url: jiti, cacheFolder: cacheFolder(project) } };
}

/**
 * Keeping the translated file saves a quarter of a second on every command. It is kept in the state folder once there is
 * one, and never in the system's temporary folder (jiti's own choice), where another user could have put it.
 */
function cacheFolder(project: Project): string | false {
  const [state, cache] = [".infra", ".infra/.jiti"].map((name) =>
    lstatSync(project.path(name), { throwIfNoEntry: false }),
  );
  const folder = project.path(".infra/.jiti");
  if (state?.isDirectory() !== true || cache?.isDirectory() === false) return false;
  // In the folder, too, Jiti would follow a link and wait for a pipe.
  const isPlain =
    cache === undefined || readdirSync(folder, { withFileTypes: true }).every((each) => each.isFile());
  return isPlain ? folder : false;
}

/** One line; `undefined` when there is none. Its end is not waited for: another process may have the pipe as well. */
function readAnswer(child: ChildProcess): Promise<string | undefined> {
  const pipe = child.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    pipe.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (chunk.includes("\n")) resolve(Buffer.concat(chunks).toString());
      else if (size > MAX_ANSWER_BYTES) reject(new FileProblem("exports more than 16 MB"));
    });
    pipe.once("close", () => resolve(undefined));
  });
}

function endAll(child: ChildProcess): void {
  child.stdio[3]?.destroy();
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    // All have ended. macOS says EPERM then.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
