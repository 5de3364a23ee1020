import { expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { addressOf, configuredDatabase } from "./database.js";
import { migrateOptions } from "./migrate-ready.js";
import { describeConnection } from "./publish-connection.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: { name: "shop" } });
const postgres = { host: "127.0.0.1", port: 6001, hostNote: "localhost leads elsewhere" };
const context = { emit: () => undefined, signal: new AbortController().signal };

test("the configured database is where its server answers, not at the configured port", () => {
  const database = configuredDatabase(config, postgres);
  const { user, password } = config.postgres;
  const address = { host: "127.0.0.1", port: 6001, user, password, database: config.postgres.database };
  expect(addressOf(database)).toEqual(address);
  expect(database).toMatchObject({ envFile: config.connection.envFile });
  expect(database.ledgerFile.startsWith(config.stateDir)).toBe(true);
});

test("migrations and applications get the database that they are given", () => {
  const database = {
    ...configuredDatabase(config, postgres),
    name: "shop_branch",
    ledgerFile: "/project/branch.json",
    extensions: ["citext"],
  };
  const { connection, ...options } = migrateOptions(database, config, context);
  expect(connection).toEqual(addressOf(database));
  expect(options).toMatchObject({ ledgerFile: "/project/branch.json", extensions: ["citext"] });
  const described = describeConnection(database, { postgres, redis: { host: "::1", port: 6002 } });
  expect(described).toMatchObject({
    dbHost: "127.0.0.1",
    dbPort: 6001,
    dbName: "shop_branch",
    redisHost: "::1",
    redisPort: 6002,
    hostNote: postgres.hostNote,
  });
});
