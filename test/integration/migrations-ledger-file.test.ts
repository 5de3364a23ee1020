import { readFile, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { migrate, planMigrations } from "../../src/migrations/commands/migrate.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

const THREE = {
  "001_players.sql": "create table players (id bigint primary key, name text not null);\n",
  "002_battles.sql": "create table battles (id bigint primary key);\ninsert into battles values (1), (2);\n",
  "003_names.sql": "alter table players add constraint name_not_empty check (name <> '');\n",
};

test("a ledger file of the old kind is taken over once, if the database holds something", async () => {
  await scratch.write(THREE);
  await scratch.sql.unsafe(THREE["001_players.sql"]);
  const plan = await planMigrations(scratch.options);
  const applied = [
    { filename: "001_players.sql", checksum: plan.pending[0]?.checksum, appliedAt: "2025-09-28T12:34:56Z" },
  ];
  await writeFile(scratch.options.ledgerFile, JSON.stringify({ version: 1, applied }));
  const report = await migrate(scratch.options);
  expect(report).toMatchObject({ alreadyApplied: 1, applied: [{ filename: "002_battles.sql" }, {}] });
  const copy = await scratch.copy();
  expect(copy).toHaveProperty("systemIdentifier");
  expect(copy.applied[0]).toMatchObject({
    filename: "001_players.sql",
    appliedAt: "2025-09-28T12:34:56.000Z",
  });
});

test("a ledger file next to an empty database is ignored", async () => {
  await scratch.write(THREE);
  const plan = await planMigrations(scratch.options);
  const applied = plan.pending.map(({ filename, checksum }) => ({
    filename,
    checksum,
    appliedAt: "2025-09-28T12:34:56Z",
  }));
  await writeFile(scratch.options.ledgerFile, JSON.stringify({ version: 1, applied }));
  expect((await migrate(scratch.options)).applied).toHaveLength(3);
  expect(scratch.events).toContainEqual({
    type: "warning",
    message: expect.stringContaining("database is empty") as string,
  });
});

test("a ledger file of another cluster is ignored with a warning", async () => {
  await scratch.write(THREE);
  await scratch.sql`create table something ()`;
  const applied = [
    {
      filename: "001_players.sql",
      checksum: `sha256:${"0".repeat(64)}`,
      appliedAt: "2025-09-28T12:34:56Z",
    },
  ];
  const foreign = {
    version: 1,
    systemIdentifier: "123",
    database: scratch.options.connection.database,
    applied,
  };
  await writeFile(scratch.options.ledgerFile, JSON.stringify(foreign));
  expect((await migrate(scratch.options)).applied).toHaveLength(3);
  expect(scratch.events).toContainEqual({
    type: "warning",
    message: expect.stringContaining("another database") as string,
  });
});

test("a broken ledger file stops the run without a table, and is rewritten beside one", async () => {
  await scratch.write(THREE);
  await writeFile(scratch.options.ledgerFile, '{"version": 1, "applied": [');
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain("is not JSON");
  await rm(scratch.options.ledgerFile);
  await migrate(scratch.options);
  await writeFile(scratch.options.ledgerFile, '{"version": 1, "applied": [');
  await migrate(scratch.options);
  expect(JSON.parse(await readFile(scratch.options.ledgerFile, "utf8"))).toHaveProperty("applied");
});
