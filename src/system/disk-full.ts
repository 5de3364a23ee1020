import { messageOf } from "../errors/message.js";
import type { InfraContext } from "../events.js";

/** Whether a write failed because there is no room left, for anybody or for this user. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Whether a write failed because of the disk: it is full or read-only. */
export function isUnwritable(error: unknown): boolean {
  return isDiskFull(error) || (error as NodeJS.ErrnoException).code === "EROFS";
}

/**
 * Awaits a write that its caller can do without.
 *
 * @returns why the disk refused it, or `undefined` when it was made; any other error is thrown
 */
export async function refusedByDisk(write: Promise<unknown>): Promise<string | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (isUnwritable(error)) return messageOf(error);
    throw error;
  }
}

/** Makes writes, one after the other, that a command can do without. Of those that the disk refuses it warns once. */
export async function warnIfRefused(
  context: InfraContext,
  consequence: string,
  writes: readonly (() => Promise<unknown>)[],
): Promise<void> {
  const refusals: (string | undefined)[] = [];
  for (const write of writes) refusals.push(await refusedByDisk(write()));
  const why = refusals.find((refusal) => refusal !== undefined);
  if (why !== undefined) context.emit({ type: "warning", message: `${consequence}: ${why}` });
}
