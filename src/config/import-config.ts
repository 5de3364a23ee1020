import { runProgram } from "../system/run-program.js";
import { askConfigFile, type ConfigRun } from "./config-process.js";
import type { ConfigFault, ThrownValue } from "./config-program.js";
import { FileProblem } from "./file-problem.js";

/** What a config file of code exports, as plain data; see {@link ConfigFault} for the rest. */
export interface Exported {
  content: unknown;
  faults: readonly (Omit<ConfigFault, "error"> & { cause?: Error })[];
}

/** @throws FileProblem, or what the file itself threw */
export async function importConfig(run: ConfigRun): Promise<Exported> {
  const answer = await askConfigFile(run);
  switch (answer.kind) {
    case "exported":
      return {
        content: answer.value,
        faults: answer.faults.map(({ error, ...fault }) => ({
          ...fault,
          ...(error && { cause: revive(error) }),
        })),
      };
    case "thrown":
      throw await withPlace(revive(answer.error), run.path);
    case "unsettled":
      throw new FileProblem("waits for a promise that is never settled");
  }
}

function revive({ name, message, stack, cause }: ThrownValue): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: revive(cause) });
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

/** Node reports where a syntax error is only when it runs the file itself. */
async function withPlace(error: Error, path: string): Promise<Error> {
  if (error.name !== "SyntaxError" || !/\.[mc]js$/.test(path)) return error;
  const check = { command: process.execPath, args: ["--check", path], env: {}, timeoutMs: 10_000 };
  const { stderr } = await runProgram(check);
  const place = /^(?:file:\/\/)?\/.*:(\d+)$/m.exec(stderr)?.[1];
  if (place !== undefined) error.message += ` at line ${place}`;
  return error;
}
