import { messageOf } from "../errors/message.js";
import type { InfraContext } from "../events.js";

/** Whether a write failed because the disk or the quota of this user is full. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Whether a write failed because of the disk: it is full or read-only. */
export function isUnwritable(error: unknown): boolean {
  return isDiskFull(error) || (error as NodeJS.ErrnoException).code === "EROFS";
}

/**
 * Awaits an optional write.
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

/** Makes optional writes, one after the other. Warns once if the disk refuses some. */
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
