import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findRedisServer, locateRedisServer, tryInTurn } from "./find-redis-server.js";
import { notFound, unusable, type RedisServer, type RedisSource } from "./redis-server.js";
import { emptySearch, writeProgram } from "../../../../test/support/redis-search.js";

const REDIS_7 = { prints: "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1" };
const VALKEY_8 = { prints: "Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1" };

test("the configured program comes before PATH", async () => {
  const { root, search } = await emptySearch();
  await writeProgram(join(root, "bin", "redis-server"), REDIS_7);
  const configured = await writeProgram(join(root, "mine"), VALKEY_8);
  const server = await findRedisServer({ ...search, configured, env: { PATH: join(root, "bin") } });
  expect(server).toMatchObject({ path: configured, version: "8.1.1", flavour: "valkey" });
});

test("a configured program that does not run is an error, although PATH has a good one", async () => {
  const { root, search } = await emptySearch();
  await writeProgram(join(root, "bin", "redis-server"), REDIS_7);
  const configured = await writeProgram(join(root, "mine"), { fails: "version GLIBC_2.38 not found" });
  const failure = findRedisServer({ ...search, configured, env: { PATH: join(root, "bin") }, fetch: true });
  await expect(failure).rejects.toMatchObject({ code: "IMAGE_UNAVAILABLE", exitCode: 15 });
  await expect(failure).rejects.toThrow(/mine does not run here: exit code 1.*GLIBC_2\.38 not found/);
  await expect(failure).rejects.not.toThrow(/PATH/);
});

test("redis-server anywhere on PATH is preferred to valkey-server", async () => {
  const { root, search } = await emptySearch();
  await writeProgram(join(root, "a", "valkey-server"), VALKEY_8);
  await writeProgram(join(root, "b", "redis-server"), REDIS_7);
  const server = await findRedisServer({ ...search, env: { PATH: `${join(root, "a")}:${join(root, "b")}` } });
  expect(server).toMatchObject({ path: join(root, "b", "redis-server"), origin: "PATH", flavour: "redis" });
});

test("valkey-server on PATH serves where there is no redis-server", async () => {
  const { root, search } = await emptySearch();
  await writeProgram(join(root, "a", "valkey-server"), VALKEY_8);
  const server = await findRedisServer({ ...search, env: { PATH: join(root, "a") } });
  expect(server).toMatchObject({ version: "8.1.1", flavour: "valkey" });
});

test("a broken program on PATH is passed over with a warning, a file that cannot be executed without", async () => {
  const { root, events, search } = await emptySearch();
  await mkdir(join(root, "a"));
  await writeFile(join(root, "a", "redis-server"), "notes");
  const broken = await writeProgram(join(root, "b", "redis-server"), { fails: "wrong machine" });
  await writeProgram(join(root, "c", "redis-server"), REDIS_7);
  const PATH = ["a", "b", "c"].map((name) => join(root, name)).join(":");
  const server = await findRedisServer({ ...search, env: { PATH } });
  expect(server.path).toBe(join(root, "c", "redis-server"));
  const warnings = events.filter(({ type }) => type === "warning");
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ message: expect.stringContaining(broken) });
});

test("relative entries of PATH are not searched", async () => {
  const { root, search } = await emptySearch();
  await writeProgram(join(root, "bin", "redis-server"), REDIS_7);
  const before = process.cwd();
  process.chdir(root);
  try {
    expect(await locateRedisServer({ ...search, env: { PATH: ":.:bin" } })).toMatchObject({ found: false });
  } finally {
    process.chdir(before);
  }
});

test("a link keeps its name to be run by, and tells the program behind it", async () => {
  const { root, search } = await emptySearch();
  const program = await writeProgram(join(root, "bin", "redis-check-rdb"), REDIS_7);
  await symlink("redis-check-rdb", join(root, "bin", "redis-server"));
  const server = await findRedisServer({ ...search, env: { PATH: join(root, "bin") } });
  expect(server).toMatchObject({ path: join(root, "bin", "redis-server"), executable: program });
});

test("an npm package of the project that carries a server is used", async () => {
  const { root, search } = await emptySearch();
  const name = `@falkordblite/${process.platform}-${process.arch}`;
  const folder = join(search.projectDir, "node_modules", name);
  const path = await writeProgram(join(folder, "bin", "redis-server"), REDIS_7);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, version: "8.2.3" }));
  const server = await findRedisServer({ ...search, env: { PATH: join(root, "bin") } });
  expect(server).toMatchObject({ path, origin: `npm package ${name} 8.2.3` });
});

test("a program is asked in the environment that a server gets, not in the user's", async () => {
  const { root, search } = await emptySearch();
  const prints = `Redis server v=7.0.15'"$OF_THE_USER-$LC_ALL"'`;
  await writeProgram(join(root, "bin", "redis-server"), { prints });
  const env = { PATH: join(root, "bin"), OF_THE_USER: "-user", LC_ALL: "de_DE.UTF-8" };
  expect(await findRedisServer({ ...search, env })).toMatchObject({ version: "7.0.15-C" });
});

test("when nothing is found, every place and the way out are told", async () => {
  const { root, search } = await emptySearch();
  await mkdir(search.cacheDir, { mode: 0o700 });
  await chmod(search.cacheDir, 0o777);
  await writeProgram(join(root, "bin", "redis-server"), { fails: "wrong machine" });
  const failure = await findRedisServer({ ...search, env: { PATH: join(root, "bin") } }).catch(
    (error) => error,
  );
  expect(failure.message).toMatch(/^Redis server is not available; tried\n {2}configured path .*: not set\n/);
  for (const place of [
    "PATH: .*wrong machine",
    "cache: .*is writable for other users",
    "npm package .*: not inst",
  ]) {
    expect(failure.message).toMatch(new RegExp(`^ {2}${place}`, "m"));
  }
  expect(failure.hint).toContain("redis.binary");
});

test("sources are asked one after the other, and none after the first that has a server", async () => {
  const { search } = await emptySearch();
  const asked: string[] = [];
  const source =
    (name: string, result: Awaited<ReturnType<RedisSource>>): RedisSource =>
    async () => {
      asked.push(name);
      return result;
    };
  const server: RedisServer = {
    path: "/x",
    executable: "/x",
    env: {},
    version: "1.0.0",
    flavour: "redis",
    origin: "x",
  };
  const sources = [
    source("first", notFound("first", "empty")),
    source("second", unusable("second", "broken")),
    source("third", { found: true, server }),
    source("fourth", { found: true, server }),
  ];
  const lookup = await tryInTurn(sources, search);
  expect(asked).toEqual(["first", "second", "third"]);
  expect(lookup.attempts.map(({ place }) => place)).toEqual(["first", "second"]);
});

test("an aborted search throws the signal's reason", async () => {
  const reason = new Error("Ctrl-C");
  const { search } = await emptySearch();
  const context = { ...search.context, signal: AbortSignal.abort(reason) };
  await expect(findRedisServer({ ...search, context })).rejects.toBe(reason);
});
