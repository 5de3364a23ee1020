import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The root of the git working tree that a folder is in; of linked working trees and submodules, their own. `undefined` outside.
 *
 * @param folder absolute, without symbolic links
 */
export function gitRootOf(folder: string): string | undefined {
  if (dirname(folder) === folder) return undefined;
  return existsSync(join(folder, ".git")) ? folder : gitRootOf(dirname(folder));
}
