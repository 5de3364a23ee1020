import { realpathSync, statSync, type Stats } from "node:fs";
import { dirname } from "node:path";

const OTHERS_READ = 0o004;
const OTHERS_ENTER = 0o001;

/**
 * Whether a user who owns nothing and belongs to no group can read a file (a program: run it; a folder: list and enter it)
 * at its resolved path: the mode of the file and of every folder on the way to it says so.
 */
export function isOpenToAll(path: string): boolean {
  const real = realpathSync(path);
  return isReadableByAll(statSync(real)) && foldersAbove(real).every(letsAllPass);
}

/** Whether such a user gets through a folder, at its resolved path, to what is below it. */
export function mayAllPass(folder: string): boolean {
  return [folder, ...foldersAbove(folder)].every(letsAllPass);
}

/** The file itself, without the way to it. Programs are recognised by their owner's right to run them. */
export function isReadableByAll({ mode }: Stats): boolean {
  const isToBeRun = (mode & 0o100) !== 0;
  return (mode & OTHERS_READ) !== 0 && (!isToBeRun || (mode & OTHERS_ENTER) !== 0);
}

function letsAllPass(folder: string): boolean {
  return (statSync(folder).mode & OTHERS_ENTER) !== 0;
}

function foldersAbove(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...foldersAbove(above)];
}
