import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Types (as `statfs` numbers them) that only one machine can have mounted at a time: a lock on them is seen by everybody who
 * could use the same folder.
 */
const LOCAL_TYPES: ReadonlySet<number> = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // xfs
  0x9123683e, // btrfs
  0xf2f52010, // f2fs
  0xca451a4e, // bcachefs
  0x2fc12fc1, // zfs
  0x01021994, // tmpfs
  0x858458f6, // ramfs
  0x794c7630, // overlay
]);

/** Whether another machine may have the same folder (a network share, the share of a virtual machine). */
export async function isSharedFileSystem(path: string): Promise<boolean> {
  const { type } = await statfs(dirname(path));
  return !LOCAL_TYPES.has(type);
}
