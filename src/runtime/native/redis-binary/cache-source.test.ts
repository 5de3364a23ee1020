import { appendFile, chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { makeProgramFolders, readEntry } from "./cache-entry.js";
import { cacheSource, entryFolder } from "./cache-source.js";
import { fetchIntoCache, type CacheFetch, type Filled } from "./fetch-into-cache.js";
import { makeTemporaryFolder } from "../../../system/temporary-folder.js";
import { emptySearch, writeProgram } from "../../../../test/support/redis-search.js";

const PACKAGES = [{ name: "redis-server", version: "5:7.0.15-1" }];

/** Stands for the download: puts a program that knows its version into the entry. */
async function fillWithProgram({ entry }: { entry: string }): Promise<Filled> {
  await makeProgramFolders(entry);
  await writeProgram(join(entry, "bin", "redis-server"), { prints: "Redis server v=7.0.15 sha=0" });
  await writeFile(join(entry, "lib", "liblzf.so.1"), "library");
  return { ok: true, packages: PACKAGES };
}

async function neverAsked(): Promise<Filled> {
  throw new Error("must not be asked");
}

async function filledCache(overrides: Partial<CacheFetch> = {}) {
  const { search, events } = await emptySearch({ fetch: true });
  const result = await fetchIntoCache({ search, place: "test", fill: fillWithProgram, ...overrides });
  return { search, events, result, entry: await entryFolder(search.cacheDir) };
}

test("what was fetched is found again, with its libraries and its package told", async () => {
  const { search, result, entry } = await filledCache();
  const server = {
    path: join(entry, "bin", "redis-server"),
    executable: join(entry, "bin", "redis-server"),
    env: { LD_LIBRARY_PATH: join(entry, "lib") },
    version: "7.0.15",
    flavour: "redis",
    origin: "cache (package redis-server 5:7.0.15-1)",
  };
  expect(result).toMatchObject({ found: true, server });
  expect(await cacheSource(search)).toMatchObject({ found: true, server });
});

test.for([
  [
    "a changed program",
    "bin/redis-server is not",
    (e: string) => appendFile(join(e, "bin/redis-server"), "#"),
  ],
  ["a changed library", "lib/liblzf.so.1 is not", (e: string) => appendFile(join(e, "lib/liblzf.so.1"), "#")],
  [
    "an added library",
    "lib/libc.so.6 is not expected",
    (e: string) => writeFile(join(e, "lib/libc.so.6"), ""),
  ],
  ["a missing library", "lib/liblzf.so.1 is missing", (e: string) => rm(join(e, "lib/liblzf.so.1"))],
  ["a missing manifest", "manifest.json is missing", (e: string) => rm(join(e, "manifest.json"))],
  [
    "a group-writable library",
    "lib/liblzf.so.1 belongs to another user or is writable for other users",
    (e: string) => chmod(join(e, "lib/liblzf.so.1"), 0o664),
  ],
  [
    "a folder of libraries that others can write to",
    "lib belongs to another user or is writable for other users",
    (e: string) => chmod(join(e, "lib"), 0o777),
  ],
  ["a group-writable entry", "is writable for other users", (e: string) => chmod(e, 0o770)],
  [
    "half a manifest",
    "manifest.json is not readable",
    (e: string) => writeFile(join(e, "manifest.json"), "{"),
  ],
] as const)("%s keeps the entry from being run", async ([, reason, harm]) => {
  const { search, entry } = await filledCache();
  await harm(entry);
  const result = await cacheSource(search);
  expect(result).toMatchObject({ found: false, attempts: [{ broken: true }] });
  expect(result.attempts?.[0]?.outcome).toContain(reason);
});

test("a damaged entry is set aside and replaced", async () => {
  const { search, entry } = await filledCache();
  await appendFile(join(entry, "bin/redis-server"), "#");
  const again = await fetchIntoCache({ search, place: "test", fill: fillWithProgram });
  expect(again).toMatchObject({ found: true });
  expect(await readEntry(entry)).toMatchObject({ state: "whole" });
  expect((await readdir(dirname(entry))).filter((name) => name.startsWith("set-aside-"))).toHaveLength(1);
});

test("two fetches at once end with one download and one entry", async () => {
  const { search } = await emptySearch({ fetch: true });
  let downloads = 0;
  const fill: CacheFetch["fill"] = (folders) => {
    downloads += 1;
    return fillWithProgram(folders);
  };
  const results = await Promise.all([1, 2, 3].map(() => fetchIntoCache({ search, place: "test", fill })));
  expect(results.map(({ found }) => found)).toEqual([true, true, true]);
  expect(downloads).toBe(1);
});

test("a fetch that fails says why and leaves nothing in the cache", async () => {
  const { result, entry } = await filledCache({ fill: async () => ({ ok: false, reason: "no network" }) });
  expect(result).toMatchObject({ found: false, attempts: [{ place: "test", outcome: "no network" }] });
  expect(await readdir(dirname(entry))).toEqual(["lock"]);
});

test("a fetched program that does not run here never reaches the cache", async () => {
  const { result, entry } = await filledCache({
    fill: async ({ entry: folder }) => {
      await writeProgram(join(folder, "bin", "redis-server"), { fails: "wrong machine" });
      return { ok: true, packages: PACKAGES };
    },
  });
  expect(result.attempts?.[0]?.outcome).toContain("wrong machine");
  expect(await readEntry(entry)).toEqual({ state: "absent" });
});

test("an interrupted fetch leaves nothing in the cache", async () => {
  const { search } = await emptySearch({ fetch: true });
  const reason = new Error("Ctrl-C");
  const abort = new AbortController();
  const interrupted = fetchIntoCache({
    search: { ...search, context: { ...search.context, signal: abort.signal } },
    place: "test",
    fill: async (folders) => {
      const filled = await fillWithProgram(folders);
      abort.abort(reason);
      return filled;
    },
  });
  await expect(interrupted).rejects.toBe(reason);
  expect(await readdir(dirname(await entryFolder(search.cacheDir)))).toEqual(["lock"]);
});

test("a cache that others can write into is neither run from nor fetched into", async () => {
  const { search } = await filledCache();
  await chmod(search.cacheDir, 0o770);
  const outcome = expect.stringContaining("is writable for other users");
  expect(await cacheSource(search)).toMatchObject({ found: false, attempts: [{ outcome }] });
  expect(await fetchIntoCache({ search, place: "test", fill: neverAsked })).toMatchObject({
    attempts: [{ outcome }],
  });
});

test("a folder above the cache that others can write to counts as the cache itself", async () => {
  const { search } = await filledCache();
  await chmod(dirname(search.cacheDir), 0o777);
  const outcome = expect.stringContaining(`${dirname(search.cacheDir)} is writable for other users`);
  expect(await cacheSource(search)).toMatchObject({ found: false, attempts: [{ outcome }] });
});

test("a cache whose path would be several library paths is not used", async () => {
  const { search } = await emptySearch({ fetch: true });
  const cacheDir = `${search.cacheDir}:$LIB`;
  const result = await fetchIntoCache({ search: { ...search, cacheDir }, place: "test", fill: neverAsked });
  expect(result.attempts?.[0]?.outcome).toContain("library paths cannot hold");
});

test("the folder of a killed fetch is swept by the next, that of a living one is not", async () => {
  const { search } = await emptySearch({ fetch: true });
  const folder = join(search.cacheDir, "redis");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using living = await makeTemporaryFolder(folder, "fetch-");
  const dead = await makeTemporaryFolder(folder, "fetch-");
  const owner = {
    pid: process.pid,
    startTime: "0",
    bootId: "",
    hostname: hostname(),
  };
  await writeFile(join(dead.path, "owner.json"), JSON.stringify(owner));
  await fetchIntoCache({ search, place: "test", fill: fillWithProgram });
  const left = (await readdir(folder)).filter((name) => name.startsWith("fetch-"));
  expect(left.map((name) => join(folder, name))).toEqual([living.path]);
});
