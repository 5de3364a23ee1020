import type { BigIntStats } from "node:fs";
import { stat } from "node:fs/promises";
import { readable } from "./readable.js";

/** The identity of a folder, independent of its path. */
export interface FolderIdentity {
  device: bigint;
  inode: bigint;
  isRemoved: boolean;
}

/** The folder under a path, `undefined` when there is none. */
export async function identifyFolder(path: string): Promise<FolderIdentity | undefined> {
  return readable(stat(path, { bigint: true }).then(toFolderIdentity));
}

export function isSameFolder(a: FolderIdentity | undefined, b: FolderIdentity | undefined): boolean {
  return a !== undefined && a.device === b?.device && a.inode === b.inode;
}

export function toFolderIdentity({ dev, ino, nlink }: BigIntStats): FolderIdentity {
  return { device: dev, inode: ino, isRemoved: nlink === 0n };
}
