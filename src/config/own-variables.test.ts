import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";
import { formatDotenv } from "../system/dotenv.js";
import { checksumsName, checksumsOf } from "./exported-set.js";

const project = useConfigProject();

/** As `infra up` of the checkout `id` exports it. */
function exported(id: string, { prefix = "TILEMUD_", port = "7001" } = {}): Record<string, string> {
  const variables = {
    [`${prefix}PG_PORT`]: port,
    [`${prefix}PG_VOLUME`]: "tilemud_theirs",
    POSTGRES_PORT: port,
    POSTGRES_USER: "theirs",
    POSTGRES_PASSWORD: "pa ss#$wd",
    REDIS_PORT: "7002",
    PGPORT: port,
  };
  const checksums = { [checksumsName(prefix)]: checksumsOf(variables, id) };
  return { ...variables, INFRA_CHECKOUT_ID: id, ...checksums };
}

async function settings(given: Parameters<typeof project.resolve>[0]) {
  const { postgres, redis, ignored } = await project.resolve(given);
  const { port, user, volume, password } = postgres;
  return { port, user, volume, password: password.reveal(), redisPort: redis.port, ignored };
}

const DEFAULTS = {
  port: 5438,
  user: "tilemud",
  volume: "tilemud_pg_data",
  password: "tilemud_dev_pw",
  redisPort: 6380,
};
const THEIRS = {
  port: 7001,
  user: "theirs",
  volume: "tilemud_theirs",
  password: "pa ss#$wd",
  redisPort: 7002,
};
const NOTE = "Ignoring POSTGRES_PORT and 6 other variables in the environment, exported for another checkout";

test("a set that was exported for another checkout is ignored, with a note", async () => {
  const env = exported("theirs");
  expect(await settings({ env, checkoutId: "ours" })).toEqual({ ...DEFAULTS, ignored: [NOTE] });
  expect(await settings({ env })).toEqual({ ...DEFAULTS, ignored: [NOTE] });
  expect(await settings({ env, checkoutId: "theirs" })).toEqual({ ...THEIRS, ignored: [] });
});

test("so is one in .env, which does not affect the environment, and the other way round", async () => {
  project.write(".env", `${formatDotenv(exported("theirs"))}TILEMUD_PG_USER=mine\n`);
  const ignored = [NOTE.replace("the environment", ".env")];
  expect(await settings({ checkoutId: "ours" })).toEqual({ ...DEFAULTS, user: "mine", ignored });
  const env = exported("ours", { port: "7003" });
  expect(await settings({ env, checkoutId: "ours" })).toEqual({ ...THEIRS, port: 7003, ignored });
  expect(await settings({ env: { INFRA_CHECKOUT_ID: "ours" }, checkoutId: "ours" })).toMatchObject({
    ignored,
  });
});

test("what the user sets after it counts", async () => {
  const env = { ...exported("theirs"), POSTGRES_PORT: "7000", INFRA_HEALTH_TIMEOUT_MS: "5000" };
  const config = await project.resolve({ env, checkoutId: "ours" });
  expect(config).toMatchObject({ postgres: { port: 7000, user: "tilemud" }, health: { timeoutMs: 5000 } });
  expect(config.ignored).toEqual([
    "Ignoring TILEMUD_PG_PORT and 5 other variables in the environment, exported for another checkout",
  ]);
  project.write(".env", `${formatDotenv(exported("theirs"))}POSTGRES_PORT=7010\n`);
  expect((await project.resolve({ checkoutId: "ours" })).postgres.port).toBe(7010);
});

test("references in .env do not see it", async () => {
  project.write(".env", "TILEMUD_PG_PORT=${PGPORT:-7020}\n");
  const env = exported("theirs");
  expect((await project.resolve({ env, checkoutId: "ours" })).postgres.port).toBe(7020);
  expect((await project.resolve({ env: { PGPORT: "7021" }, checkoutId: "ours" })).postgres.port).toBe(7021);
});

test("of two sets in one shell the first is still known, by its prefix", async () => {
  const env = { ...exported("first", { port: "7030" }), ...exported("second", { prefix: "SHOP_" }) };
  expect(await settings({ env, checkoutId: "ours" })).toMatchObject(DEFAULTS);
  expect(await settings({ env, checkoutId: "first" })).toMatchObject({ port: 7030 });
});

test("an environment of the same checkout with another name ignores it too", async () => {
  const env = exported("ours", { prefix: "SHOP_" });
  const { ignored, ...others } = await settings({ env, checkoutId: "ours" });
  expect(others).toEqual(DEFAULTS);
  expect(ignored).toEqual([
    "Ignoring POSTGRES_PORT and 6 other variables in the environment, exported for another environment of this checkout",
  ]);
});

test("without its checksums, all that a set contains is ignored", async () => {
  const { TILEMUD_ENV_CHECKSUMS: _, ...env } = exported("theirs");
  expect(await settings({ env, checkoutId: "ours" })).toEqual({ ...DEFAULTS, ignored: [NOTE] });
  expect(await settings({ env, checkoutId: "theirs" })).toEqual({ ...THEIRS, ignored: [] });
  expect(await settings({ env: { ...env, INFRA_CHECKOUT_ID: "" }, checkoutId: "ours" })).toMatchObject(
    THEIRS,
  );
});

test.each(["", "x", ":", "theirs:", "theirs:abc", "a:b:c", "\u0000"])(
  "checksums that say %j are no reason to fail",
  async (text) => {
    const env = { TILEMUD_PG_PORT: "7040", TILEMUD_ENV_CHECKSUMS: text };
    expect(await settings({ env, checkoutId: "ours" })).toEqual({ ...DEFAULTS, port: 7040, ignored: [] });
  },
);

test.each([
  ["REDIS_PORT", "tcp://10.0.0.1:6379"],
  ["POSTGRES_PORT", "tcp://[fd00::1]:5432"],
  ["TILEMUD_PG_PORT", "udp://10.0.0.1:5432"],
])("%s=%s of Kubernetes is ignored with a warning", async (variable, link) => {
  const service = { POSTGRES_SERVICE_HOST: "10.0.0.1", POSTGRES_PORT_5432_TCP: "tcp://10.0.0.1:5432" };
  expect(await settings({ env: { ...service, [variable]: link } })).toEqual({
    ...DEFAULTS,
    ignored: [
      `Ignoring ${variable} in the environment: it is a service link of Kubernetes or Docker, not a port`,
    ],
  });
  project.write(".env", `${variable}=7050`);
  const { port, redisPort } = await settings({ env: { [variable]: link } });
  expect([port, redisPort]).toContain(7050);
});
