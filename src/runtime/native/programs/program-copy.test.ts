import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { realpathSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTemporaryFolder } from "../../../system/temporary-folder.js";
import { copyOf, isWhole } from "./program-copy.js";
import { readTree } from "./program-tree.js";

const LINKS = new Map([["lib/libx.so", "libx.so.1"]]);
const DAY_MS = 24 * 3600_000;

async function makeSource() {
  const folder = await mkdtemp(join(realpathSync(tmpdir()), "infra-program-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const source = join(folder, "source");
  for (const part of ["bin", "lib", "share/deep"]) await mkdir(join(source, part), { recursive: true });
  await writeFile(join(source, "bin/server"), "#!/bin/sh\nexec sleep 60\n", { mode: 0o700 });
  await writeFile(join(source, "lib/libx.so.1"), "library", { mode: 0o600 });
  await writeFile(join(source, "share/deep/data"), "data", { mode: 0o600 });
  return { source, store: join(folder, "machine/programs") };
}

function copy({ source, store }: { source: string; store: string }) {
  return copyOf({ tree: readTree(source, ["bin", "lib", "share"], LINKS), store, name: "postgres-1" });
}

function copiesIn(store: string) {
  return readdir(store).then((names) => names.filter((name) => !name.startsWith("source-")));
}

test("a copy has the content and the links of the package, readable for all and writable for its owner", async () => {
  const folders = await makeSource();
  const made = await copy(folders);
  expect(await readFile(join(made, "lib/libx.so"), "utf8")).toBe("library");
  const mode = async (path: string) => (await stat(join(made, path))).mode & 0o777;
  expect(await mode("")).toBe(0o755);
  expect(await mode("share/deep")).toBe(0o755);
  expect(await mode("bin/server")).toBe(0o755);
  expect(await mode("lib/libx.so.1")).toBe(0o644);
  expect(await copiesIn(folders.store)).toEqual([basename(made)]);
});

test("the next use takes the same copy; a changed source gets another", async () => {
  const folders = await makeSource();
  const made = await copy(folders);
  const before = await stat(join(made, "bin/server"));
  expect(await copy(folders)).toBe(made);
  expect((await stat(join(made, "bin/server"))).ino).toBe(before.ino);
  await appendFile(join(folders.source, "lib/libx.so.1"), "!");
  const other = await copy(folders);
  expect(other).not.toBe(made);
  expect(await readFile(join(other, "lib/libx.so"), "utf8")).toBe("library!");
});

test("two sources of one content share a copy", async () => {
  const [one, two] = [await makeSource(), await makeSource()];
  expect(await copy({ source: two.source, store: one.store })).toBe(await copy(one));
});

test.for([
  ["a replaced program", (c: string) => writeFile(join(c, "bin/server"), "#!/bin/sh\nexec evil 999\n")],
  ["a replaced library", (c: string) => writeFile(join(c, "lib/libx.so.1"), "hostile")],
  ["an added library", (c: string) => writeFile(join(c, "lib/libc.so.6"), "hostile")],
  ["a removed file", (c: string) => rm(join(c, "share/deep/data"))],
  ["a removed folder", (c: string) => rm(join(c, "share"), { recursive: true })],
  [
    "a planted link in place of a file",
    async (c: string) => {
      await copyFile(join(c, "bin/server"), `${c}.twin`);
      await rm(join(c, "bin/server"));
      await symlink(`${c}.twin`, join(c, "bin/server"));
    },
  ],
  [
    "a listed link that leads elsewhere",
    async (c: string) => {
      await rm(join(c, "lib/libx.so"));
      await symlink("/etc/passwd", join(c, "lib/libx.so"));
    },
  ],
  ["a file that others can write", (c: string) => chmod(join(c, "lib/libx.so.1"), 0o666)],
  ["a folder below that its group can write", (c: string) => chmod(join(c, "lib"), 0o775)],
  ["a folder that its group can write", (c: string) => chmod(c, 0o775)],
  ["half a manifest", (c: string) => writeFile(join(c, "manifest.json"), "{")],
  ["a missing manifest", (c: string) => rm(join(c, "manifest.json"))],
] as const)("%s keeps a copy from being run, and the next use replaces it", async ([, harm]) => {
  const folders = await makeSource();
  const made = await copy(folders);
  await harm(made);
  expect(await isWhole(made)).toBe(false);
  expect(await copy(folders)).toBe(made);
  expect(await isWhole(made)).toBe(true);
  expect(await readFile(join(made, "lib/libx.so"), "utf8")).toBe("library");
  expect(await readFile(join(made, "bin/server"), "utf8")).toContain("sleep");
});

test("a copy with new times and the same content, as from a backup, is used", async () => {
  const folders = await makeSource();
  const made = await copy(folders);
  await utimes(join(made, "bin/server"), 0, 0);
  const { ino } = await stat(join(made, "bin/server"));
  expect(await copy(folders)).toBe(made);
  expect((await stat(join(made, "bin/server"))).ino).toBe(ino);
});

test("any number at once end with one copy", async () => {
  const folders = await makeSource();
  const made = await Promise.all(Array.from({ length: 5 }, () => copy(folders)));
  expect(new Set(made).size).toBe(1);
  expect(await copiesIn(folders.store)).toEqual([basename(made[0] ?? "")]);
  expect(await isWhole(made[0] ?? "")).toBe(true);
});

test("what a killed process left half-made is removed by the next, and is never run", async () => {
  const folders = await makeSource();
  await mkdir(folders.store, { recursive: true });
  const dead = await makeTemporaryFolder(folders.store, "filling-");
  await mkdir(join(dead.path, "copy/bin"), { recursive: true });
  const owner = { pid: process.pid, startTime: "0", machine: "", hostname: hostname() };
  await writeFile(join(dead.path, "owner.json"), JSON.stringify(owner));
  const made = await copy(folders);
  expect(await copiesIn(folders.store)).toEqual([basename(made)]);
});

test("a store that others can write to is refused, also by way of a folder above it", async () => {
  const folders = await makeSource();
  await copy(folders);
  await chmod(join(folders.store, ".."), 0o777);
  await expect(copy(folders)).rejects.toMatchObject({ code: "FOREIGN_OBJECT" });
});

test("a link on the way to the store is refused", async () => {
  const folders = await makeSource();
  const link = `${folders.source}-link`;
  await symlink(folders.source, link);
  await expect(copy({ ...folders, store: join(link, "programs") })).rejects.toMatchObject({
    code: "FOREIGN_OBJECT",
  });
});

test("an unused copy is removed when the next is made, one that a process runs from is not", async () => {
  const folders = await makeSource();
  // The program itself has to be in the copy: of a script, the system shows the shell.
  await copyFile("/bin/sleep", join(folders.source, "bin/server"));
  const running = await copy(folders);
  const child = spawn(join(running, "bin/server"), ["60"], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const longAgo = (Date.now() - 31 * DAY_MS) / 1000;
  await utimes(running, longAgo, longAgo);

  await appendFile(join(folders.source, "share/deep/data"), "2");
  const second = await copy(folders);
  expect(await copiesIn(folders.store)).toEqual([running, second].map((path) => basename(path)).toSorted());

  child.kill("SIGKILL");
  await once(child, "exit");
  await appendFile(join(folders.source, "share/deep/data"), "3");
  const third = await copy(folders);
  expect(await copiesIn(folders.store)).toEqual([second, third].map((path) => basename(path)).toSorted());
});

test("a copy whose source is gone is removed after a day", async () => {
  const [one, two] = [await makeSource(), await makeSource()];
  const gone = await copy(one);
  await rm(one.source, { recursive: true });
  await writeFile(join(two.source, "bin/server"), "other");
  const yesterday = (Date.now() - 2 * DAY_MS) / 1000;
  await utimes(gone, yesterday, yesterday);
  const made = await copy({ ...two, store: one.store });
  expect(await copiesIn(one.store)).toEqual([basename(made)]);
});
