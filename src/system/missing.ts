/** Whether the error of the file system says that the path does not exist. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}

/** The same, also for a path below a file and for one in a circle of links. */
export function isUnreachable(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ELOOP"].includes(codeOf(error));
}

/** For `catch`: the value of what does not exist is `undefined`. */
export function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** For `catch`: the value of what cannot be reached is `undefined`. */
export function ignoreUnreachable(error: unknown): undefined {
  if (!isUnreachable(error)) throw error;
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "";
}
