import { execFileSync } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { repositoryRoot } from "../../../../test/support/repository.js";
import { temporaryFolder } from "../../../../test/support/temporary-folder.js";
import { debianHash } from "./debian-hashes.js";
import { hashPrograms } from "./hash-package.js";
import { describeDifference, digestOf, summarize, type Hashes } from "./program-hashes.js";
import { readTree } from "./program-tree.js";
import { RELEASED_PROGRAMS } from "./released-programs.js";

test("the list is of the versions that package.json pins and of the archives in the lock file", async () => {
  const read = async (file: string) => JSON.parse(await readFile(join(repositoryRoot, file), "utf8"));
  const { optionalDependencies } = await read("package.json");
  const { packages } = await read("package-lock.json");
  const listed = Object.entries(RELEASED_PROGRAMS);
  expect(Object.fromEntries(listed.map(([name, { version }]) => [name, version]))).toEqual(
    optionalDependencies,
  );
  for (const [name, { integrity, hashes }] of listed) {
    expect(integrity).toBe(packages[`node_modules/${name}`].integrity);
    expect(Object.keys(hashes)).toEqual(expect.arrayContaining(["bin/postgres", "bin/initdb"]));
  }
});

test("files far down share one hash, which any of them changes", () => {
  const files = { "bin/a": "1", "share/x/deep/b": "2", "share/x/deep/er/c": "3" };
  const summary = summarize(files);
  expect(Object.keys(summary)).toEqual(["bin/a", "share/x/deep/"]);
  const changed = summarize({ ...files, "share/x/deep/er/c": "4" });
  expect(describeDifference(summary, changed)).toBe("share/x/deep/ is different");
  expect(digestOf(changed)).not.toBe(digestOf(summary));
});

test("a difference names the first file and counts the others", () => {
  const expected = { a: "1", b: "2" };
  expect(describeDifference(expected, expected)).toBeUndefined();
  expect(describeDifference(expected, { a: "1" })).toBe("b is missing");
  expect(describeDifference(expected, { ...expected, c: "3" })).toBe("c is not expected there");
  expect(describeDifference(expected, { a: "a link", b: "3" })).toBe("a is a link, and 1 more");
});

const LINKS = new Map([["lib/libx.so", "libx.so.1"]]);

async function makeTree() {
  const root = await temporaryFolder();
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "lib"));
  await writeFile(join(root, "bin/server"), "program");
  await writeFile(join(root, "lib/libx.so.1"), "library");
  return { root, hash: () => hashPrograms(readTree(root, ["bin", "lib"], LINKS)) };
}

test("a listed link changes nothing, whether it is there, missing or a copy", async () => {
  const { root, hash } = await makeTree();
  const expected = await hash();
  await symlink("libx.so.1", join(root, "lib/libx.so"));
  expect(await hash()).toEqual(expected);
  await rm(join(root, "lib/libx.so"));
  await writeFile(join(root, "lib/libx.so"), "library");
  expect(await hash()).toEqual(expected);
});

const DIFFERENCES: [string, string, (root: string) => Promise<unknown>][] = [
  [
    "a listed link that leads elsewhere",
    "lib/libx.so is a link to /etc/passwd",
    symlinkTo("lib/libx.so", "/etc/passwd"),
  ],
  [
    "another file in place of a link",
    "lib/libx.so is not expected",
    (r: string) => writeFile(join(r, "lib/libx.so"), "hostile"),
  ],
  [
    "an added library",
    "lib/libc.so.6 is not expected",
    (r: string) => writeFile(join(r, "lib/libc.so.6"), ""),
  ],
  ["an added link", "lib/libc.so.6 is a link", symlinkTo("lib/libc.so.6", "/etc/passwd")],
  ["a link to nowhere", "lib/none is a link", symlinkTo("lib/none", "none")],
  ["a link to a folder", "lib/folder is a link", symlinkTo("lib/folder", "/etc")],
  [
    "a pipe",
    "lib/pipe is not a file",
    async (r: string) => void execFileSync("mkfifo", [join(r, "lib/pipe")]),
  ],
];

test.for(DIFFERENCES)("%s is a difference", async ([, difference, harm]) => {
  const { root, hash } = await makeTree();
  const expected: Hashes = await hash();
  await harm(root);
  expect(describeDifference(expected, await hash())).toContain(difference);
});

function symlinkTo(name: string, target: string) {
  return (root: string) => symlink(target, join(root, name));
}

test("dpkg's list has a line for each file of a package", async () => {
  const info = await temporaryFolder();
  const md5 = "0123456789abcdef0123456789abcdef";
  await writeFile(join(info, "other.md5sums"), `${md5}  usr/bin/redis-server\n`);
  await writeFile(join(info, "redis-tools:amd64.md5sums"), `${md5}  usr/bin/redis-check-rdb\n`);
  expect(await debianHash("/usr/bin/redis-check-rdb", info)).toEqual({ package: "redis-tools", md5 });
  expect(await debianHash("/usr/local/bin/redis-check-rdb", info)).toBeUndefined();
  expect(await debianHash("/usr/bin/redis-server", join(info, "none"))).toBeUndefined();
});
