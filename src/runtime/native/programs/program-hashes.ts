import { createHash } from "node:crypto";

/** Path, or folder for {@link summarize}d files → SHA-256 in hex, or what is there in place of a file. */
export type Hashes = Readonly<Record<string, string>>;

/** What a published package holds. */
export interface ReleasedPackage {
  version: string;
  /** Of npm's archive, as in its lock file. */
  integrity: string;
  hashes: Hashes;
}

/** What is on disk and what runs, and what it has to be. */
export interface ProgramCheck {
  /** What was looked at. */
  reference: string;
  /** Absent: the file is missing. */
  found?: Hashes;
  /** Absent: it does not run. */
  running?: Hashes;
  /** Who says what is expected. */
  from: string;
  expected?: Hashes;
  /** Why nothing is expected, for people. */
  unchecked?: string;
}

/** Components of a path that {@link summarize} keeps. */
const DEPTH = 3;

/** One hash for all the files of a folder far down (`share/postgresql/timezone`, which has 600), one for each other file. */
export function summarize(hashes: Hashes): Hashes {
  const groups = new Map<string, [string, string][]>();
  for (const [path, hash] of sorted(hashes)) {
    const parts = path.split("/");
    const group = parts.slice(0, DEPTH).join("/");
    groups.set(group, [...(groups.get(group) ?? []), [path, hash]]);
  }
  return Object.fromEntries(
    [...groups].map(([group, members]) => {
      const [first] = members;
      return first?.[0] === group ? first : [`${group}/`, hashOf(members)];
    }),
  );
}

/** One digest for all of them. */
export function digestOf(hashes: Hashes): string {
  return `sha256:${hashOf(sorted(hashes))}`;
}

/** The first difference and how many more there are, for people; `undefined` when there is none. */
export function describeDifference(expected: Hashes, actual: Hashes): string | undefined {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(actual)])].toSorted();
  const different = paths.filter((path) => expected[path] !== actual[path]);
  const [first] = different;
  if (first === undefined) return undefined;
  const more = different.length === 1 ? "" : `, and ${different.length - 1} more`;
  if (actual[first] === undefined) return `${first} is missing${more}`;
  if (!/^[0-9a-f]+$/.test(actual[first])) return `${first} is ${actual[first]}${more}`;
  return `${first} ${expected[first] === undefined ? "is not expected there" : "is different"}${more}`;
}

function hashOf(entries: readonly (readonly [string, string])[]): string {
  return createHash("sha256").update(JSON.stringify(entries)).digest("hex");
}

function sorted(hashes: Hashes): [string, string][] {
  return Object.entries(hashes).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
