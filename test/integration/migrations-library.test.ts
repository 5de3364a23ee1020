import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Secret } from "../../src/errors/secret.js";
import {
  ensureExtensions,
  migrate,
  newMigration,
  planMigrations,
} from "../../src/migrations/commands/migrate.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

/** Fixed for good: migrators of two versions must keep each other out. */
const MIGRATION_LOCK = "2739505966190872530";

const THREE = {
  "001_players.sql": "create table players (id bigint primary key, name text not null);\n",
  "002_battles.sql": "create table battles (id bigint primary key);\ninsert into battles values (1), (2);\n",
  "003_names.sql": "alter table players add constraint name_not_empty check (name <> '');\n",
};

test("three files are applied, then only the fourth; the copy follows the table", async () => {
  await scratch.write(THREE);
  const first = await migrate(scratch.options);
  expect(first.applied.map(({ filename }) => filename)).toEqual(Object.keys(THREE));
  expect(first.alreadyApplied).toBe(0);

  await scratch.write({ "004_more.sql": "insert into players values (1, 'Ada')" });
  const second = await migrate(scratch.options);
  expect(second.applied.map(({ filename }) => filename)).toEqual(["004_more.sql"]);
  expect(second.alreadyApplied).toBe(3);

  expect(await scratch.recorded()).toHaveLength(4);
  const rows =
    await scratch.sql`select tool_version, applied_by, duration_ms >= 0 as timed from public.schema_migrations`;
  expect(rows[3]).toEqual({ tool_version: "1.2.3", applied_by: "owner", timed: true });
  const copy = await scratch.copy();
  expect(copy).toMatchObject({ version: 1, database: scratch.options.connection.database });
  expect(copy.applied).toHaveLength(4);
});

test("nothing to do: no lock is taken, the copy is not rewritten", async () => {
  await scratch.write(THREE);
  await migrate(scratch.options);
  const before = await readFile(scratch.options.ledgerFile, "utf8");
  const holder = await scratch.sql.reserve();
  try {
    await holder`select pg_advisory_lock(${MIGRATION_LOCK}::bigint)`;
    expect(await migrate(scratch.options)).toMatchObject({ applied: [], alreadyApplied: 3 });
    expect(await readFile(scratch.options.ledgerFile, "utf8")).toBe(before);

    await scratch.write({ "004_more.sql": "select 1" });
    expect((await failureOf(migrate({ ...scratch.options, waitMs: 50 }))).code).toBe("ENVIRONMENT_LOCKED");
  } finally {
    await holder`select pg_advisory_unlock_all()`;
    holder.release();
  }
});

test("changed, missing, out of order, duplicate and badly named: all told, nothing applied", async () => {
  await scratch.write(THREE);
  await migrate(scratch.options);
  await scratch.write({
    "001_players.sql": `${THREE["001_players.sql"]} -- touched`,
    "0003_again.sql": "select 1",
    "4_short.sql": "select 1",
    "005_new.sql": "create table new_one ()",
  });
  await scratch.remove("002_battles.sql");
  await symlink("/etc/hostname", join(scratch.options.directory, "006_link.sql"));
  await scratch.write({ "007_latin.sql": Buffer.from("select '\xe9'", "latin1") });
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain("001_players.sql was changed after it was applied");
  expect(error.message).toContain("002_battles.sql was applied, but its file is missing");
  expect(error.message).toContain("0003_again.sql and 003_names.sql have the same number, 3");
  expect(error.message).toContain("4_short.sql is not a valid name of a migration");
  expect(error.message).toContain("006_link.sql is a symbolic link that leaves its folder");
  expect(error.message).toContain("007_latin.sql is not UTF-8 text");
  expect(await scratch.exists("new_one")).toBe(false);
  const plan = await planMigrations(scratch.options);
  expect(plan.problems.map(({ kind }) => kind)).toContain("duplicate-number");
});

test("a file below the highest applied number stops the run, unless allowed", async () => {
  await scratch.write(THREE);
  await scratch.remove("002_battles.sql");
  await migrate(scratch.options);
  await scratch.write({ "002_battles.sql": THREE["002_battles.sql"] });
  expect((await failureOf(migrate(scratch.options))).message).toContain(
    "002_battles.sql is not applied, but the later 003_names.sql",
  );
  expect(await scratch.exists("battles")).toBe(false);
  const report = await migrate({ ...scratch.options, allowOutOfOrder: true });
  expect(report.applied.map(({ filename }) => filename)).toEqual(["002_battles.sql"]);
  expect(await migrate(scratch.options)).toMatchObject({ applied: [] });
});

test("line ends and BOM are no change", async () => {
  await scratch.write(THREE);
  await migrate(scratch.options);
  await scratch.write({ "002_battles.sql": `\uFEFF${THREE["002_battles.sql"].replaceAll("\n", "\r\n")}` });
  expect(await migrate(scratch.options)).toMatchObject({ applied: [], alreadyApplied: 3 });
});

test("the holder of the lock is named when the wait is over", async () => {
  await scratch.write({ "001_slow.sql": "select pg_advisory_xact_lock(1)" });
  const holder = await scratch.sql.reserve();
  try {
    await holder`select pg_advisory_lock(1)`;
    const slow = migrate(scratch.options);
    const waiting = () => scratch.sql`select from pg_locks where locktype = 'advisory' and not granted`;
    await expect.poll(async () => (await waiting()).length).toBe(1);
    const error = await failureOf(migrate({ ...scratch.options, waitMs: 300 }));
    expect(error.code).toBe("ENVIRONMENT_LOCKED");
    expect(error.message).toMatch(
      /after 300 ms: server process \d+, "infra migrate \(pid \d+\)", from [0-9.]+, since \d{4}-.*, active/,
    );
    expect(scratch.events).toContainEqual({
      type: "lock.waiting",
      holder: expect.stringContaining("server process") as string,
    });
    await holder`select pg_advisory_unlock_all()`;
    await slow;
  } finally {
    holder.release();
  }
});

test("another tool's table of that name is left alone", async () => {
  await scratch.write(THREE);
  await scratch.sql`create table public.schema_migrations (version text primary key)`;
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain("belongs to another tool");
  expect(await scratch.exists("players")).toBe(false);
});

test("an ordinary role that owns its database can migrate it", async () => {
  await scratch.write(THREE);
  const { database } = scratch.options.connection;
  await scratch.sql.unsafe(
    `create role plain login password 'plain'; alter database ${database} owner to plain`,
  );
  const connection = { ...scratch.options.connection, user: "plain", password: new Secret("plain") };
  expect((await migrate({ ...scratch.options, connection })).applied).toHaveLength(3);
  await scratch.sql.unsafe(
    `alter database ${database} owner to owner; reassign owned by plain to owner; drop role plain`,
  );
});

test("planning creates nothing", async () => {
  await scratch.write(THREE);
  const plan = await planMigrations(scratch.options);
  expect(plan.pending).toHaveLength(3);
  expect(plan.pending[0]).not.toHaveProperty("bytes");
  expect(await scratch.exists("public.schema_migrations")).toBe(false);
  const none = await planMigrations({
    ...scratch.options,
    directory: join(scratch.options.directory, "nowhere"),
  });
  expect(none).toMatchObject({ pending: [], directory: { exists: false } });
});

test("extensions come before the first migration; one the server lacks names what has it", async () => {
  await scratch.write({
    "001_a.sql": "create table a (name text); create index on a using gin (name gin_trgm_ops);",
  });
  const report = await migrate({ ...scratch.options, extensions: ["pg_trgm"] });
  expect(report.extensionsCreated).toEqual(["pg_trgm"]);
  expect(await ensureExtensions({ ...scratch.options, extensions: ["pg_trgm"] })).toEqual([]);
  const error = await failureOf(ensureExtensions({ ...scratch.options, extensions: ["timescaledb"] }));
  expect(error.code).toBe("CONFIG_INVALID");
  expect(error.hint).toContain("timescale/timescaledb:latest-pg18");
});

test("a new migration gets the next number", async () => {
  await scratch.write(THREE);
  const path = await newMigration({ directory: scratch.options.directory, description: "Add players' rank" });
  expect(path).toBe(join(scratch.options.directory, "004_add_players_rank.sql"));
});
