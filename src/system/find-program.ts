import { access, constants, realpath } from "node:fs/promises";
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

/** All of one name that this user may run, in the order of PATH; one that links make appear twice is named once. */
export async function findPrograms(name: string, path: string): Promise<string[]> {
  const found = new Map<string, string>();
  for (const candidate of candidates(name, path)) {
    if (!(await mayAccess(candidate, constants.X_OK))) continue;
    const program = await realpath(candidate);
    if (!found.has(program)) found.set(program, candidate);
  }
  return [...found.values()];
}

/** Whether there is a file of this name in a folder of PATH, be it one that may not be run. */
export async function isOnPath(name: string, path: string): Promise<boolean> {
  const looks = candidates(name, path).map((candidate) => mayAccess(candidate, constants.F_OK));
  return (await Promise.all(looks)).includes(true);
}

/**
 * A PATH that also leads to the system's own programs: services and `env -i` may have none, and on macOS some shells lack
 * `/usr/sbin`.
 */
export function withSystemFolders(path = ""): string {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return [...folders, ...SYSTEM_FOLDERS.filter((folder) => !folders.includes(folder))].join(delimiter);
}

const SYSTEM_FOLDERS = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];

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
