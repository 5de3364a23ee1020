import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";
import { resolveConfig } from "./resolve.js";

const project = useConfigProject();

test("three mistakes in three sources are told together, each with its source", async () => {
  project.write("infra.config.json", { name: "shop", redis: { port: 70_000 } });
  project.write(".env", "\nSHOP_PG_PORT=abc\n");
  const error = await project.failure({ flags: { runtime: "dokcer" } });
  expect(error.exitCode).toBe(2);
  expect(error.message.split("\n")).toEqual([
    "Invalid configuration: 3 problems",
    "  redis.port must be an integer from 1 to 65535, or auto, but is 70000 — from infra.config.json",
    '  runtime must be auto, docker, native or swarm, but is "dokcer" — from --runtime',
    '  postgres.port must be an integer from 1 to 65535, or auto, but is "abc" — from SHOP_PG_PORT (.env:2)',
  ]);
  expect(error.details?.["problems"]).toContainEqual({
    key: "postgres.port",
    message: "must be an integer from 1 to 65535, or auto",
    value: "abc",
    source: "SHOP_PG_PORT (.env:2)",
  });
});

test("a password is never told, wherever it stands", async () => {
  const secret = "it's $hunter2";
  project.write("infra.config.json", {
    postgres: { password: secret, pasword: secret, port: { secret } },
    secret,
  });
  for (const env of [{}, { TILEMUD_PG_PASSWORD: secret }]) {
    const error = await project.failure({ env });
    expect(error.message).toContain("postgres.password must not contain '");
    expect(error.message + JSON.stringify(error.details)).not.toContain("hunter2");
  }
  project.write("infra.config.json", '{ "postgres": "postgres://me:hunter2@localhost/db" }');
  const error = await project.failure();
  expect(error.message).toContain("postgres must be an object");
  expect(error.message + JSON.stringify(error.details)).not.toContain("hunter2");
});

test("unknown keys are told with the nearest real one", async () => {
  project.write("infra.config.json", { port: 1, postgress: {}, redis: { prot: 1, pasword: "x" }, zzzzzz: 1 });
  const problems = await project.problems();
  expect(
    problems.map(({ key, message }) => `${key} ${message}`).toSorted((a, b) => (a < b ? -1 : 1)),
  ).toEqual([
    "port is not a setting; did you mean postgres.port or redis.port?",
    "postgress is not a setting; did you mean postgres?",
    "redis.pasword is not a setting; did you mean postgres.password?",
    "redis.prot is not a setting; did you mean redis.port?",
    "zzzzzz is not a setting",
  ]);
});

test("a variable that a stronger one overrides may be anything", async () => {
  const env = { REDIS_PORT: "many", TILEMUD_REDIS_PORT: "6390" };
  expect((await project.resolve({ env })).redis.port).toBe(6390);
  expect(await project.problems({ env: { REDIS_PORT: env.REDIS_PORT } })).toMatchObject([
    { key: "redis.port", value: env.REDIS_PORT, source: "REDIS_PORT (environment)" },
  ]);
});

test("an invalid name does not hide mistakes in the environment's own variables", async () => {
  const problems = await project.problems({ flags: { name: "my-shop" }, env: { MY_SHOP_PG_PORT: "0" } });
  expect(problems.map(({ key, source }) => [key, source])).toEqual([
    ["name", "--name"],
    ["postgres.port", "MY_SHOP_PG_PORT (environment)"],
  ]);
});

test("overrides must carry the prefix", async () => {
  project.write("infra.config.json", {
    name: "shop",
    network: "net",
    postgres: { volume: "shop_", container: "shop_db" },
  });
  const problems = await project.problems({ env: { SHOP_REDIS_CONTAINER: "tilemud_redis" } });
  expect(problems).toEqual([
    { key: "network", message: "must start with shop_", value: "net", source: "infra.config.json" },
    {
      key: "postgres.volume",
      message: "must start with shop_",
      value: "shop_",
      source: "infra.config.json",
    },
    {
      key: "redis.container",
      message: "must start with shop_",
      value: "tilemud_redis",
      source: "SHOP_REDIS_CONTAINER (environment)",
    },
  ]);
});

test("the services need different ports, wherever these come from", async () => {
  expect(await project.problems({ env: { TILEMUD_REDIS_PORT: "5438" } })).toEqual([
    {
      key: "redis.port",
      message: "must differ from postgres.port",
      value: 5438,
      source: "preset tilemud and TILEMUD_REDIS_PORT (environment)",
    },
  ]);
});

test("the health policy is checked on the merged result", async () => {
  project.write("infra.config.json", { health: { intervalMs: 1000 } });
  expect((await project.failure()).message).toContain(
    "health gives up too early: intervalMs × retries (1000 × 15 = 15000 ms) must be at least expectedColdStartMs (30000 ms) — from infra.config.json",
  );
  const config = await project.resolve({ env: { INFRA_HEALTH_RETRIES: "30" } });
  expect(config.health).toMatchObject({ intervalMs: 1000, retries: 30 });
});

test("a name with control characters is refused", async () => {
  const names = ["a\tb", "\u001b[31mred", "a\u0085b"];
  for (const user of names) {
    expect((await project.failure({ env: { TILEMUD_PG_USER: user } })).message).toContain(
      "postgres.user must not contain control characters",
    );
  }
});

test("names that PostgreSQL reserves are refused", async () => {
  const problems = await project.problems({ env: { POSTGRES_USER: "pg_me", POSTGRES_DB: "template1" } });
  expect(problems.map(({ key }) => key)).toEqual(["postgres.user", "postgres.database"]);
});

test("paths stay inside the project and are not led out by links", async () => {
  mkdirSync(join(project.root, "outside"));
  symlinkSync(join(project.root, "outside"), join(project.directory, "linked"));
  project.write("infra.config.json", {
    migrations: { directory: "../elsewhere", schemaFile: "/tmp/schema.sql" },
    seeds: { directory: "linked/seeds" },
    connection: { envFile: "linked/.env.infra" },
  });
  expect((await project.problems()).map(({ key, message }) => [key, message])).toEqual([
    ["migrations.directory", "must be inside the project"],
    ["migrations.schemaFile", "must be inside the project"],
    ["seeds.directory", "must not leave the checkout through a symbolic link"],
    ["connection.envFile", "must not leave the checkout through a symbolic link"],
  ]);
});

test("the project folder must exist and be a folder", async () => {
  project.write("file", "");
  const inFile = resolveConfig({ projectDir: join(project.directory, "file"), env: {} });
  await expect(inFile).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringContaining("not a folder") as string,
  });
  const missing = resolveConfig({ projectDir: join(project.directory, "missing"), env: {} });
  await expect(missing).rejects.toMatchObject({ code: "USAGE", exitCode: 2 });
});

test("settings that decide where a server listens or who may enter are not for the user", async () => {
  project.write("infra.config.json", {
    postgres: { serverSettings: { work_mem: "8MB", Listen_Addresses: "*" } },
    redis: { serverSettings: { requirepass: "x", maxmemory: "64mb" } },
  });
  const error = await project.failure();
  expect(error.message.split("\n")).toEqual([
    "Invalid configuration: 2 problems",
    "  postgres.serverSettings.Listen_Addresses is set by infra and must not be set here — from infra.config.json",
    "  redis.serverSettings.requirepass is set by infra and must not be set here — from infra.config.json",
  ]);
});
