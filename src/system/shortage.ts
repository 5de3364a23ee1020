import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { readable } from "./readable.js";

const SHORTAGES: ReadonlyMap<string, { of: string; hint: string }> = new Map([
  [
    "EMFILE",
    {
      of: "file descriptors of this process",
      hint: "Raise the limit and run the command again: ulimit -n 1024",
    },
  ],
  [
    "ENFILE",
    {
      of: "file descriptors of this machine",
      hint: "Close programs, or raise the limit: sudo sysctl -w fs.file-max=1048576",
    },
  ],
  [
    "EAGAIN",
    {
      of: "processes of this user",
      hint: "Close programs, or raise the limit and run the command again: ulimit -u 4096",
    },
  ],
  ["ENOMEM", { of: "memory", hint: "Close programs and run the command again" }],
]);

/**
 * RESOURCES_EXHAUSTED when the system refused a file, a process or memory, whatever was made of that error on its way;
 * `undefined` for any other error.
 */
export function shortageError(thrown: unknown): InfraError | undefined {
  const cause = refusalIn(thrown);
  const shortage = SHORTAGES.get(cause?.code ?? "");
  if (cause === undefined || shortage === undefined) return undefined;
  return new InfraError("RESOURCES_EXHAUSTED", `Not enough ${shortage.of}: ${messageOf(cause)}`, {
    hint: shortage.hint,
    cause: thrown,
  });
}

/** The innermost words of the system. A socket that is busy says EAGAIN too, so that counts for new processes only. */
function refusalIn(thrown: unknown): NodeJS.ErrnoException | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code, syscall, cause } = thrown as NodeJS.ErrnoException;
  if (SHORTAGES.has(code ?? "") && (code !== "EAGAIN" || syscall?.startsWith("spawn") === true))
    return thrown;
  const inner: readonly unknown[] = thrown instanceof AggregateError ? [...thrown.errors, cause] : [cause];
  for (const each of inner) {
    const found = refusalIn(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How many files a process that is started now may open; `undefined` where the system does not report it. */
export async function fileLimit(): Promise<number | undefined> {
  const limits = await readable(readFile("/proc/self/limits", "utf8"));
  const soft = /^Max open files\s+(\d+)/m.exec(limits ?? "")?.[1];
  return soft === undefined ? undefined : Number(soft);
}

/**
 * The child as it was spawned. Without file descriptors for its pipes Node returns one that has no streams at all, not even
 * as `null`, and emits the error later: this throws it at once.
 */
export function withStreams<Child extends ChildProcess>(child: Child): Child {
  if ((child.stdio as unknown) !== undefined) return child;
  child.once("error", () => undefined);
  const syscall = `spawn ${child.spawnfile}`;
  throw Object.assign(new Error(`EMFILE: too many open files, ${syscall}`), { code: "EMFILE", syscall });
}
