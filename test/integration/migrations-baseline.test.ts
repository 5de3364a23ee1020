import { expect, test } from "vitest";
import { baselineMigrations, migrate } from "../../src/migrations/commands/migrate.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

const THREE = {
  "001_players.sql": "create table players (\n  id bigint primary key,\n  name text not null\n);\n",
  "002_battles.sql": "create table battles (id bigint primary key);\n",
  "003_names.sql": "alter table players add constraint name_not_empty check (name <> '');\n",
};
const CHANGED = THREE["001_players.sql"].replace("bigint", "uuid");

async function applyThree(): Promise<void> {
  await scratch.write(THREE);
  await migrate(scratch.options);
}

test.each(["002", "2", "002_battles.sql"])(
  "baseline --to %s records two files and runs nothing",
  async (to) => {
    await scratch.sql.unsafe(THREE["001_players.sql"] + THREE["002_battles.sql"]);
    await scratch.write(THREE);
    const baseline = { ...scratch.options, to, allowEmpty: false };
    expect(await baselineMigrations(baseline)).toEqual({
      recorded: ["001_players.sql", "002_battles.sql"],
      alreadyRecorded: 0,
      pending: ["003_names.sql"],
    });
    expect(await baselineMigrations(baseline)).toMatchObject({ recorded: [], alreadyRecorded: 2 });
    expect((await scratch.copy()).applied).toHaveLength(2);
    expect(await migrate(scratch.options)).toMatchObject({
      alreadyApplied: 2,
      applied: [{ filename: "003_names.sql" }],
    });
    expect(await baselineMigrations(baseline)).toMatchObject({
      recorded: [],
      alreadyRecorded: 2,
      pending: [],
    });
    expect(await scratch.sql`select applied_by from public.schema_migrations order by filename`).toEqual([
      { applied_by: "baseline" },
      { applied_by: "baseline" },
      { applied_by: "owner" },
    ]);
  },
);

test("a dump with what no migration may hold can be a baseline", async () => {
  await scratch.sql`create table players ()`;
  await scratch.write({ "001_dump.sql": "\\restrict x\ncopy players from stdin;\n\\.\n" });
  const baseline = { ...scratch.options, allowEmpty: false };
  expect((await baselineMigrations(baseline)).recorded).toEqual(["001_dump.sql"]);
  expect(await migrate(scratch.options)).toMatchObject({ applied: [], alreadyApplied: 1 });
});

test("baseline on an empty database is refused, unless told", async () => {
  await scratch.write(THREE);
  const refused = await failureOf(baselineMigrations({ ...scratch.options, allowEmpty: false }));
  expect(refused.code).toBe("LEDGER_INTEGRITY");
  expect(refused.message).toContain("is empty, so no migration can have been applied to it");
  expect(await scratch.exists("public.schema_migrations")).toBe(false);
  expect(await baselineMigrations({ ...scratch.options, allowEmpty: true })).toMatchObject({ pending: [] });
});

test("a database that holds nothing but the ledger is empty too, one with a function is not", async () => {
  await scratch.write({ "001_nothing.sql": "select 1" });
  await migrate(scratch.options);
  await scratch.write({ "002_more.sql": "create table more ()" });
  const refused = await failureOf(baselineMigrations({ ...scratch.options, allowEmpty: false }));
  expect(refused.message).toContain("is empty");
  await scratch.sql`create function one() returns int language sql as 'select 1'`;
  const report = await baselineMigrations({ ...scratch.options, allowEmpty: false });
  expect(report).toEqual({ recorded: ["002_more.sql"], alreadyRecorded: 1, pending: [] });
});

test("baseline is refused where the ledger knows later files, and names the files there are", async () => {
  await scratch.write({ "003_names.sql": "create table x ()" });
  await migrate(scratch.options);
  await scratch.write({ "001_players.sql": THREE["001_players.sql"] });
  const refused = await failureOf(baselineMigrations({ ...scratch.options, to: "001", allowEmpty: false }));
  expect(refused.code).toBe("LEDGER_INTEGRITY");
  expect(refused.message).toContain("the ledger already lists 003_names.sql, beyond 001_players.sql");
  const unknown = await failureOf(baselineMigrations({ ...scratch.options, to: "007", allowEmpty: false }));
  expect(unknown.code).toBe("USAGE");
  expect(unknown.hint).toContain("001_players.sql, 003_names.sql");
});

test("baseline is refused while an applied file is changed or two have one number", async () => {
  await applyThree();
  await scratch.write({ "001_players.sql": CHANGED, "0003_again.sql": "select 1" });
  const refused = await failureOf(baselineMigrations({ ...scratch.options, allowEmpty: false }));
  expect(refused.message).toContain("001_players.sql was changed");
  expect(refused.message).toContain("have the same number, 3");
});

test("a restored database without its table is not told by the copy, but by a baseline", async () => {
  await applyThree();
  await scratch.sql`drop table public.schema_migrations`;
  const error = await failureOf(migrate(scratch.options));
  expect(error.message).toContain("the table public.schema_migrations is missing");
  expect(error.hint).toContain("infra migrate baseline --to FILE");
  await baselineMigrations({ ...scratch.options, allowEmpty: false });
  expect(await migrate(scratch.options)).toMatchObject({ applied: [], alreadyApplied: 3 });
});
