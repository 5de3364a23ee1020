import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InfraError } from "../errors/infra-error.js";
import type { ConfigFlags } from "./flags.js";
import type { ConfigProblem } from "./problems.js";
import { resolveConfig } from "./resolve.js";

let root: string;
let projectDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "infra-config-"));
  projectDir = join(root, "project");
  mkdirSync(projectDir);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(name: string, content: string | object): void {
  const path = join(projectDir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

function resolveWith({ env = {}, flags = {} }: { env?: NodeJS.ProcessEnv; flags?: ConfigFlags } = {}) {
  return resolveConfig({ projectDir, env, flags });
}

async function failureOf(given: { env?: NodeJS.ProcessEnv; flags?: ConfigFlags } = {}): Promise<InfraError> {
  const error: unknown = await resolveWith(given).then(
    () => expect.unreachable("the configuration was accepted"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InfraError)) throw error;
  return error;
}

async function problemsOf(given: { env?: NodeJS.ProcessEnv; flags?: ConfigFlags } = {}) {
  const error = await failureOf(given);
  expect(error.code).toBe("CONFIG_INVALID");
  return error.details?.["problems"] as ConfigProblem[];
}

test("an empty project gets the TileMUD defaults", async () => {
  const config = await resolveWith();
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
    lockTimeoutMs: 120_000,
    warnings: [],
  });
  expect(config.postgres.password.reveal()).toBe("tilemud_dev_pw");
  expect(config.migrations.directory).toBe(join(config.projectDir, "migrations"));
  expect(config.connection.envFile).toBe(join(config.projectDir, ".env.local.infra"));
  expect(config.stateDir).toBe(join(config.projectDir, ".infra/tilemud"));
  expect("configFile" in config).toBe(false);
});

test("the compose preset has Compose's ports and health policy, and leaves migrations alone", async () => {
  write("infra.config.json", { preset: "compose", name: "shop" });
  const config = await resolveWith();
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
      if (kind === "dotenv") write(".env", `# ports\nTILEMUD_PG_PORT=${port}\n`);
      if (kind === "config-file") write("infra.config.json", { postgres: { port } });
    }
    return given;
  }

  test.each(pairs)("$title", async ({ stronger, weaker }) => {
    const config = await resolveWith(setPort([stronger, weaker]));
    expect(config.postgres.port).toBe(stronger.port);
    expect(config.sources["postgres.port"]).toEqual({ kind: stronger.kind, where: stronger.where });
  });

  test("strength of the source decides before canonical name over alias", async () => {
    write(".env", "TILEMUD_PG_PORT=1\nREDIS_PORT=2\n");
    const config = await resolveWith({ env: { POSTGRES_PORT: "3" } });
    expect(config.postgres.port).toBe(3);
    expect(config.redis.port).toBe(2);
  });

  test("in one source the canonical name wins, and a different alias is told", async () => {
    const config = await resolveWith({
      env: { TILEMUD_PG_USER: "one", POSTGRES_USER: "two", POSTGRES_DB: "d" },
    });
    expect(config.postgres).toMatchObject({ user: "one", database: "d" });
    expect(config.warnings).toEqual([
      "TILEMUD_PG_USER (environment) and POSTGRES_USER (environment) differ; TILEMUD_PG_USER is used",
    ]);
    const same = await resolveWith({ env: { TILEMUD_PG_USER: "one", POSTGRES_USER: "one" } });
    expect(same.warnings).toEqual([]);
  });

  test("an empty variable counts as not set", async () => {
    write(".env", "TILEMUD_REDIS_PORT=\nREDIS_PORT=7000\n");
    const config = await resolveWith({ env: { TILEMUD_PG_PORT: "", TILEMUD_REDIS_PORT: "" } });
    expect([config.postgres.port, config.redis.port]).toEqual([5438, 7000]);
  });
});

describe("problems", () => {
  test("three mistakes in three sources are told together, each with its source", async () => {
    write("infra.config.json", { name: "shop", redis: { port: 70_000 } });
    write(".env", "\nSHOP_PG_PORT=abc\n");
    const error = await failureOf({ flags: { runtime: "dokcer" } });
    expect(error.exitCode).toBe(2);
    expect(error.message.split("\n")).toEqual([
      "Invalid configuration: 3 problems",
      "  redis.port must be a whole number from 1 to 65535, but is 70000 — from infra.config.json",
      '  runtime must be auto, docker, native or swarm, but is "dokcer" — from --runtime',
      '  postgres.port must be a whole number from 1 to 65535, but is "abc" — from SHOP_PG_PORT (.env:2)',
    ]);
    expect(error.details?.["problems"]).toContainEqual({
      key: "postgres.port",
      message: "must be a whole number from 1 to 65535",
      value: "abc",
      source: "SHOP_PG_PORT (.env:2)",
    });
  });

  test("a password is never told, wherever it stands", async () => {
    const secret = "it's $hunter2";
    write("infra.config.json", { postgres: { password: secret, pasword: secret, port: { secret } }, secret });
    for (const env of [{}, { TILEMUD_PG_PASSWORD: secret }]) {
      const error = await failureOf({ env });
      expect(error.message).toContain("postgres.password must not contain '");
      expect(error.message + JSON.stringify(error.details)).not.toContain("hunter2");
    }
    write("infra.config.json", '{ "postgres": "postgres://me:hunter2@localhost/db" }');
    const error = await failureOf();
    expect(error.message).toContain("postgres must be an object");
    expect(error.message + JSON.stringify(error.details)).not.toContain("hunter2");
  });

  test("unknown keys are told with the nearest real one", async () => {
    write("infra.config.json", { port: 1, postgress: {}, redis: { prot: 1, pasword: "x" }, zzzzzz: 1 });
    const problems = await problemsOf();
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
    // Kubernetes sets such a variable for a service called redis.
    const env = { REDIS_PORT: "tcp://10.0.0.11:6379", TILEMUD_REDIS_PORT: "6390" };
    expect((await resolveWith({ env })).redis.port).toBe(6390);
    expect(await problemsOf({ env: { REDIS_PORT: env.REDIS_PORT } })).toMatchObject([
      { key: "redis.port", value: env.REDIS_PORT, source: "REDIS_PORT (environment)" },
    ]);
  });

  test("an invalid name does not hide mistakes in the environment's own variables", async () => {
    const problems = await problemsOf({ flags: { name: "my-shop" }, env: { MY_SHOP_PG_PORT: "0" } });
    expect(problems.map(({ key, source }) => [key, source])).toEqual([
      ["name", "--name"],
      ["postgres.port", "MY_SHOP_PG_PORT (environment)"],
    ]);
  });

  test("overrides must carry the prefix", async () => {
    write("infra.config.json", {
      name: "shop",
      network: "net",
      postgres: { volume: "shop_", container: "shop_db" },
    });
    const problems = await problemsOf({ env: { SHOP_REDIS_CONTAINER: "tilemud_redis" } });
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
    expect(await problemsOf({ env: { TILEMUD_REDIS_PORT: "5438" } })).toEqual([
      {
        key: "redis.port",
        message: "must differ from postgres.port",
        value: 5438,
        source: "preset tilemud and TILEMUD_REDIS_PORT (environment)",
      },
    ]);
  });

  test("the health policy is checked on the merged result", async () => {
    write("infra.config.json", { health: { intervalMs: 1000 } });
    expect((await failureOf()).message).toContain(
      "health gives up too early: intervalMs × retries (1000 × 15 = 15000 ms) must be at least expectedColdStartMs (30000 ms) — from infra.config.json",
    );
    const config = await resolveWith({ env: { INFRA_HEALTH_RETRIES: "30" } });
    expect(config.health).toMatchObject({ intervalMs: 1000, retries: 30 });
  });

  test("names that PostgreSQL reserves are refused", async () => {
    const problems = await problemsOf({ env: { POSTGRES_USER: "pg_me", POSTGRES_DB: "template1" } });
    expect(problems.map(({ key }) => key)).toEqual(["postgres.user", "postgres.database"]);
  });

  test("paths stay inside the project and are not led out by links", async () => {
    mkdirSync(join(root, "outside"));
    symlinkSync(join(root, "outside"), join(projectDir, "linked"));
    write("infra.config.json", {
      migrations: { directory: "../elsewhere" },
      connection: { envFile: "linked/.env.infra" },
    });
    expect((await problemsOf()).map(({ key, message }) => [key, message])).toEqual([
      ["migrations.directory", "must lie inside the project"],
      ["connection.envFile", "must not lead out of the checkout through a symbolic link"],
    ]);
  });

  test("the project folder must exist and be a folder", async () => {
    write("file", "");
    const inFile = resolveConfig({ projectDir: join(projectDir, "file"), env: {} });
    await expect(inFile).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining("not a folder") as string,
    });
    const missing = resolveConfig({ projectDir: join(projectDir, "missing"), env: {} });
    await expect(missing).rejects.toMatchObject({ code: "USAGE", exitCode: 2 });
  });
});

describe("config file", () => {
  test("two of them are a problem", async () => {
    write("infra.config.json", {});
    write("infra.config.mjs", "export default {}");
    expect((await failureOf()).message).toContain(
      "infra.config.mjs and infra.config.json are both there; keep one of them",
    );
  });

  test("broken JSON is told with its place and without its text", async () => {
    write("infra.config.json", '{\n  "name": "shop",\n  "postgres": { "password": hunter2 }\n}');
    const { message } = await failureOf();
    expect(message).toContain(
      'infra.config.json is not valid JSON at line 3, column 29: expected a value, found "h"',
    );
    expect(message).not.toContain("hunter2");
  });

  test(".mjs may export a function, and is read anew after a change", async () => {
    write("infra.config.mjs", "export default async () => ({ postgres: { port: 4001 } })");
    expect((await resolveWith()).postgres.port).toBe(4001);
    await new Promise((resolve) => setTimeout(resolve, 10));
    write("infra.config.mjs", "export default { postgres: { port: 4002, user: undefined } }");
    expect((await resolveWith()).postgres).toMatchObject({ port: 4002, user: "tilemud" });
  });

  test(".ts is read with its types and imports", async () => {
    write("ports.ts", "export const port: number = 4003;");
    write(
      "infra.config.ts",
      'import { port } from "./ports.ts";\ntype Config = { postgres: { port: number } };\nexport default { postgres: { port } } satisfies Config;',
    );
    const config = await resolveWith();
    expect(config.postgres.port).toBe(4003);
    expect(config.configFile).toBe(join(config.projectDir, "infra.config.ts"));
    expect(config.sources["postgres.port"]).toEqual({ kind: "config-file", where: "infra.config.ts" });
  });

  test.each([
    ["infra.config.mjs", "throw new Error('no vault')", /infra\.config\.mjs cannot be read: no vault/],
    ["infra.config.mjs", "export const config = {}", /infra\.config\.mjs must have a default export/],
    ["infra.config.ts", "export default {\n  a: 1\n  b: 2\n}", /infra\.config\.ts cannot be read: .*3/s],
    ["infra.config.json", "[]", /infra\.config\.json must hold an object/],
  ])("%s that is broken (%j) is told", async (name, content, message) => {
    write(name, content);
    expect((await failureOf()).message).toMatch(message);
  });

  test("one that links out of the checkout is not read", async () => {
    writeFileSync(join(root, "foreign.json"), '{"name":"foreign"}');
    symlinkSync(join(root, "foreign.json"), join(projectDir, "infra.config.json"));
    expect((await failureOf()).message).toContain("infra.config.json is a symbolic link that leads out");
    mkdirSync(join(root, ".git"));
    expect((await resolveWith()).name).toBe("foreign");
  });
});

describe(".env", () => {
  test("references, defaults and quotes", async () => {
    write(
      ".env",
      [
        "BASE=70",
        "TILEMUD_PG_PORT=${BASE}01",
        'TILEMUD_REDIS_PORT="${NOT_SET:-${BASE}02}"',
        "TILEMUD_PG_USER=$LATER",
        "TILEMUD_PG_PASSWORD='lite$ral ${BASE}'",
        "TILEMUD_PG_DB=a\\$b",
        "LATER=from_${OUTSIDE}",
      ].join("\n"),
    );
    const config = await resolveWith({ env: { OUTSIDE: "a$BASE" } });
    expect(config.postgres).toMatchObject({ port: 7001, user: "from_a$BASE", database: "a$b" });
    expect(config.redis.port).toBe(7002);
    expect(config.postgres.password.reveal()).toBe("lite$ral ${BASE}");
    expect(process.env["TILEMUD_PG_PORT"]).toBeUndefined();
  });

  test("a circle is told and does not hang; one that nobody asks for does no harm", async () => {
    write(".env", "TILEMUD_PG_USER=x${A}\nA=y${B}\nB=z${A}\nSELF=${SELF}\n");
    expect(await problemsOf()).toEqual([
      {
        key: "postgres.user",
        message: "refers to itself (TILEMUD_PG_USER → A → B → A)",
        source: "TILEMUD_PG_USER (.env:1)",
      },
    ]);
    expect((await resolveWith({ env: { B: "b" } })).postgres.user).toBe("xyb");
  });

  test("a reference to nothing is a warning", async () => {
    write(".env", "TILEMUD_PG_USER=me${NOWHERE}\n");
    const { warnings } = await resolveWith();
    expect(warnings).toEqual(["TILEMUD_PG_USER (.env:1) refers to NOWHERE, which is not set"]);
  });

  test("lines are counted over quoted values of several lines", async () => {
    write(".env", 'CERT="\nTILEMUD_PG_PORT=1\n"\r\n\r\nexport TILEMUD_PG_PORT=x\n');
    expect((await problemsOf())[0]?.source).toBe("TILEMUD_PG_PORT (.env:5)");
  });

  test("it names the environment too", async () => {
    write(".env", "INFRA_NAME=shop\nSHOP_PG_PORT=5001\n");
    expect(await resolveWith()).toMatchObject({ name: "shop", postgres: { port: 5001, user: "shop" } });
  });

  test("a folder or a link out of the checkout in its place is told", async () => {
    mkdirSync(join(projectDir, ".env"));
    expect((await failureOf()).message).toContain(".env is a folder, not a file");
    rmSync(join(projectDir, ".env"), { recursive: true });
    symlinkSync("/nowhere/at/all", join(projectDir, ".env"));
    expect((await failureOf()).message).toContain(".env is a symbolic link");
  });
});

describe(".env.example", () => {
  test("a port variable that it does not name is warned about", async () => {
    write(".env.example", "# TILEMUD_REDIS_PORT=6380\nX_TILEMUD_PG_PORT=1\n");
    write(".env", "TILEMUD_PG_PORT=5001\nTILEMUD_REDIS_PORT=6001\n");
    expect((await resolveWith()).warnings).toEqual([
      "TILEMUD_PG_PORT (.env:1) is used, but .env.example does not name it",
    ]);
    write(".env.example", "TILEMUD_REDIS_PORT=6380\nTILEMUD_PG_PORT=\n");
    expect((await resolveWith()).warnings).toEqual([]);
    expect((await resolveWith({ env: { POSTGRES_PORT: "5002" } })).warnings).toEqual([
      "POSTGRES_PORT (environment) is used, but .env.example does not name it",
    ]);
  });

  test("without the file only .env's own variables are warned about", async () => {
    expect((await resolveWith({ env: { TILEMUD_PG_PORT: "5001" } })).warnings).toEqual([]);
    write(".env", "TILEMUD_PG_PORT=5001\n");
    expect((await resolveWith()).warnings).toEqual([
      "TILEMUD_PG_PORT (.env:1) is used, but there is no .env.example that names it (infra init writes one)",
    ]);
  });
});
