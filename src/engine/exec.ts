import type { ProgramResult } from "../system/run-program.js";
import { outputBlocks } from "./demultiplex.js";
import type { EngineClient } from "./client.js";

/** Runs a program inside a running container to its end and collects what it prints. */
export async function execInContainer(
  client: EngineClient,
  options: {
    /** Of the container. */
    id: string;
    command: readonly string[];
    /** Seen by the program only: no argument, no label, no log of the engine holds them. */
    env: Readonly<Record<string, string>>;
    signal: AbortSignal;
  },
): Promise<ProgramResult> {
  const { id, command, env, signal } = options;
  const { Id } = await client.json<{ Id: string }>({
    method: "POST",
    path: `/containers/${id}/exec`,
    body: {
      AttachStdout: true,
      AttachStderr: true,
      Cmd: command,
      Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    },
    signal,
  });
  const stream = await client.stream({
    method: "POST",
    path: `/exec/${Id}/start`,
    body: { Detach: false, Tty: false },
    signal,
  });
  const output: Record<number, Buffer[]> = { [STDOUT]: [], [STDERR]: [] };
  for await (const { source, payload } of outputBlocks(stream)) output[source]?.push(payload);
  const { ExitCode } = await client.json<{ ExitCode: number }>({ path: `/exec/${Id}/json`, signal });
  const textOf = (source: number) => Buffer.concat(output[source] ?? []).toString("utf8");
  return {
    exitCode: ExitCode,
    ending: `exit code ${ExitCode}`,
    stdout: textOf(STDOUT),
    stderr: textOf(STDERR),
  };
}

const STDOUT = 1;
const STDERR = 2;
