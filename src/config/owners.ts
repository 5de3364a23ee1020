import { lstatSync, statSync } from "node:fs";

/**
 * The user id of another user to whom a file, or a link on its place, belongs. `undefined` for the files of the caller, of root
 * and of the owner of `/` (in a namespace of users that is not always uid 0), for a missing file, and where files have no owners.
 *
 * @param orOwnerOf a folder in which the caller chose to work: its owner is trusted as well
 */
export function foreignOwner(path: string, { orOwnerOf }: { orOwnerOf?: string } = {}): number | undefined {
  const self = process.geteuid?.();
  if (self === undefined) return undefined;
  const trusted = [self, 0, statSync("/").uid, ...(orOwnerOf === undefined ? [] : [statSync(orOwnerOf).uid])];
  return [lstatSync, statSync]
    .map((read) => read(path, { throwIfNoEntry: false })?.uid)
    .find((uid) => uid !== undefined && !trusted.includes(uid));
}
