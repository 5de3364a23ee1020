import { spawn } from "node:child_process";
import { join } from "node:path";
import { eventually } from "./eventually.js";
import { quoteForShell } from "../../src/system/shell-quote.js";
import { repositoryRoot } from "./repository.js";
import type { TemporaryProject } from "./temporary-project.js";

/** `infra` in a terminal of its own: `press("\x03")` is a real Ctrl-C, which the terminal turns into a signal. */
export interface TerminalSession {
  /** Everything on the screen so far, control characters included. */
  readonly screen: string;
  press(keys: string): void;
  /** Waits until the screen shows this. */
  shows(text: string): Promise<void>;
  exitCode: Promise<number | null>;
}

/** Types nothing by itself; `script` (util-linux) makes the terminal. */
export function openTerminal(
  project: TemporaryProject,
  args: readonly string[],
  env: Record<string, string | undefined> = {},
  { redirections = "" }: { redirections?: string } = {},
): TerminalSession {
  const command = [process.execPath, join(repositoryRoot, "bin/infra.js"), "-C", project.dir, ...args]
    .map(quoteForShell)
    .join(" ");
  // `exec`: no shell in between that would have an opinion of its own on Ctrl-C.
  const child = spawn("script", ["-qfe", "-c", `exec ${command} ${redirections}`, "/dev/null"], {
    // A person sits before it, also where the tests themselves run in CI.
    env: { ...project.env, CI: "", TERM: "xterm-256color", ...env },
    stdio: "pipe",
  });
  let screen = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (screen += text));
  const exitCode = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return {
    get screen() {
      return screen;
    },
    press: (keys) => void child.stdin.write(keys),
    shows: async (text) => {
      await eventually(`the screen shows ${text}`, () => screen.includes(text) || undefined);
    },
    exitCode,
  };
}
