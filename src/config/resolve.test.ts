import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";
import type { ConfigFlags } from "./flags.js";

const project = useConfigProject();

test("an empty project gets the TileMUD defaults", async () => {
  const config = await project.resolve();
  expect(config).toMatchObject({
    name: "tilemud",
    prefix: "tilemud_",
    variablePrefix: "TILEMUD_",
    preset: "tilemud",
    runtime: "auto",
    network: "tilemud_net",
    postgres: {
      image: "postgres:18.0-alpine",
      container: "tilemud_postgres",
      volume: "tilemud_pg_data",
      port: 5438,
      user: "tilemud",
      database: "tilemud",
      durability: "safe",
    },
    redis: { image: "redis:8.2-alpine", container: "tilemud_redis", port: 6380 },
    health: {
      timeoutMs: 30_000,
      intervalMs: 2000,
      probeTimeoutMs: 2000,
      retries: 15,
      expectedColdStartMs: 30_000,
    },
    migrations: { onUp: true, lockTimeoutMs: 0, statementTimeoutMs: 0, waitMs: 60_000 },
    resources: { minFreeMemMB: 64, minFreeDiskMB: 80 },
    lockTimeoutMs: 120_000,
    warnings: [],
  });
  expect(config.postgres.password.reveal()).toBe("tilemud_dev_pw");
  expect(config.migrations.directory).toBe(join(config.projectDir, "migrations"));
  expect(config.migrations.schemaFile).toBe(join(config.projectDir, "schema.sql"));
  expect(config.seeds.directory).toBe(join(config.projectDir, "seeds"));
  expect(config.connection.envFile).toBe(join(config.projectDir, ".env.local.infra"));
  expect(config.stateDir).toBe(join(config.projectDir, ".infra/tilemud"));
  expect("configFile" in config).toBe(false);
});

test("the compose preset has Compose's ports and health policy, and leaves migrations alone", async () => {
  project.write("infra.config.json", { preset: "compose", name: "shop" });
  const config = await project.resolve();
  expect(config).toMatchObject({
    postgres: { image: "postgres:18-alpine", port: 5432, volume: "shop_postgres_data" },
    redis: { port: 6379 },
    health: { intervalMs: 5000, probeTimeoutMs: 2000, retries: 12 },
    migrations: { onUp: false },
  });
  expect(config.postgres.password.reveal()).toBe("shop");
});

describe("precedence", () => {
  /** Ways to set PostgreSQL's port, strongest first. */
  const WAYS = [
    { kind: "flag", where: "--pg-port", port: 1001 },
    { kind: "environment", where: "TILEMUD_PG_PORT (environment)", port: 1002 },
    { kind: "dotenv", where: "TILEMUD_PG_PORT (.env:2)", port: 1003 },
    { kind: "config-file", where: "infra.config.json", port: 1004 },
    { kind: "preset", where: "preset tilemud", port: 5438 },
  ] as const;
  type Way = (typeof WAYS)[number];
  const pairs = WAYS.flatMap((stronger, index) =>
    WAYS.slice(index + 1).map((weaker) => ({ stronger, weaker, title: `${stronger.kind} > ${weaker.kind}` })),
  );

  function setPort(ways: readonly Way[]): { env: NodeJS.ProcessEnv; flags: ConfigFlags } {
    const given = { env: {} as NodeJS.ProcessEnv, flags: {} as ConfigFlags };
    for (const { kind, port } of ways) {
      if (kind === "flag") given.flags.pgPort = String(port);
      if (kind === "environment") given.env["TILEMUD_PG_PORT"] = String(port);
      if (kind === "dotenv") project.write(".env", `# ports\nTILEMUD_PG_PORT=${port}\n`);
      if (kind === "config-file") project.write("infra.config.json", { postgres: { port } });
    }
    return given;
  }

  test.each(pairs)("$title", async ({ stronger, weaker }) => {
    const config = await project.resolve(setPort([stronger, weaker]));
    expect(config.postgres.port).toBe(stronger.port);
    expect(config.sources["postgres.port"]).toEqual({ kind: stronger.kind, where: stronger.where });
  });

  test("strength of the source decides before canonical name over alias", async () => {
    project.write(".env", "TILEMUD_PG_PORT=1\nREDIS_PORT=2\n");
    const config = await project.resolve({ env: { POSTGRES_PORT: "3" } });
    expect(config.postgres.port).toBe(3);
    expect(config.redis.port).toBe(2);
  });

  test("in one source the canonical name wins, and a different alias is told", async () => {
    const config = await project.resolve({
      env: { TILEMUD_PG_USER: "one", POSTGRES_USER: "two", POSTGRES_DB: "d" },
    });
    expect(config.postgres).toMatchObject({ user: "one", database: "d" });
    expect(config.warnings).toEqual([
      "TILEMUD_PG_USER (environment) and POSTGRES_USER (environment) differ; TILEMUD_PG_USER is used",
    ]);
    const same = await project.resolve({ env: { TILEMUD_PG_USER: "one", POSTGRES_USER: "one" } });
    expect(same.warnings).toEqual([]);
  });

  test("an empty variable counts as not set", async () => {
    project.write(".env", "TILEMUD_REDIS_PORT=\nREDIS_PORT=7000\n");
    const config = await project.resolve({ env: { TILEMUD_PG_PORT: "", TILEMUD_REDIS_PORT: "" } });
    expect([config.postgres.port, config.redis.port]).toEqual([5438, 7000]);
  });
});
