import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * Absolute path of the first of these programs that this user may run, the first name before the others.
 *
 * @param path value of the PATH variable
 */
export async function findProgram(names: readonly string[], path: string): Promise<string | undefined> {
  for (const candidate of names.flatMap((name) => candidates(name, path))) {
    if (await mayAccess(candidate, constants.X_OK)) return candidate;
  }
  return undefined;
}

/** All of one name that this user may run, in the order of PATH. */
export async function findPrograms(name: string, path: string): Promise<string[]> {
  const found = await Promise.all(
    candidates(name, path).map(async (candidate) =>
      (await mayAccess(candidate, constants.X_OK)) ? [candidate] : [],
    ),
  );
  return found.flat();
}

/** Whether there is a file of this name in a folder of PATH, be it one that may not be run. */
export async function isOnPath(name: string, path: string): Promise<boolean> {
  const looks = candidates(name, path).map((candidate) => mayAccess(candidate, constants.F_OK));
  return (await Promise.all(looks)).includes(true);
}

/** An empty or relative entry means the working folder: a checkout must not get its files run that way. */
function candidates(name: string, path: string): string[] {
  return path
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name));
}

async function mayAccess(candidate: string, mode: number): Promise<boolean> {
  return access(candidate, mode).then(
    () => true,
    () => false,
  );
}
