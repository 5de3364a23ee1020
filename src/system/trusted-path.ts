import type { Stats } from "node:fs";
import { lstat, readlink, stat } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { quoteForShell } from "./shell-quote.js";
import { ignoreUnreachable } from "./missing.js";

/** As many links as Linux follows. */
const MOST_LINKS = 40;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;

/**
 * Why another user could change what is at `path`, or `undefined` when only this user and root can: a folder on the way, or
 * the file itself, belongs to another user or can be written by others. A link counts as part of the way.
 *
 * Missing parts are not judged: this user makes them. Always `undefined` where files have no owners (Windows).
 */
export async function whyChangeableByOthers(path: string): Promise<string | undefined> {
  const self = process.geteuid?.();
  if (self === undefined) return undefined;
  // The owner of / decides about the machine. In a namespace of users that is not always uid 0.
  const owners = new Set([self, 0, (await stat("/")).uid]);
  return walk({ path: resolve(path), owners, self, links: 0 });
}

interface Walk {
  path: string;
  owners: ReadonlySet<number>;
  self: number;
  links: number;
}

async function walk({ path, owners, self, links }: Walk): Promise<string | undefined> {
  const parts = path.split(sep).filter((part) => part !== "");
  for (let count = 0; count <= parts.length; count++) {
    const current = sep + parts.slice(0, count).join(sep);
    const found = await lstat(current).catch(ignoreUnreachable);
    if (found === undefined) return undefined;
    if (!owners.has(found.uid)) return `${current} belongs to uid ${found.uid}, not to uid ${self}`;
    if (found.isSymbolicLink()) {
      if (links === MOST_LINKS) return `${path} has too many symbolic links`;
      const target = resolve(dirname(current), await readlink(current));
      return walk({ path: join(target, ...parts.slice(count)), owners, self, links: links + 1 });
    }
    if (isWritableByOthers(found, { self, isLast: count === parts.length }))
      return `${current} is writable for other users (chmod go-w ${quoteForShell(current)})`;
  }
  return undefined;
}

function isWritableByOthers(
  { mode, gid }: Stats,
  { self, isLast }: { self: number; isLast: boolean },
): boolean {
  const bits = mode & WRITABLE_BY_OTHERS;
  if (bits === 0) return false;
  if (isLast) return true;
  // In such a folder (/tmp) only its owner can rename what is in it.
  if ((mode & STICKY) !== 0) return false;
  // Some systems give each user a group of the same number, and let the group write to all that the user makes.
  return !(bits === 0o020 && gid === self && gid !== 0);
}
