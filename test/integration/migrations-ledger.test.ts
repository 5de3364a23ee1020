import { mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { migrate, planMigrations, repairMigrations } from "../../src/migrations/commands/migrate.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

const THREE = {
  "001_players.sql": "create table players (\n  id bigint primary key,\n  name text not null\n);\n",
  "002_battles.sql": "create table battles (id bigint primary key);\n",
  "003_names.sql": "alter table players add constraint name_not_empty check (name <> '');\n",
};
const CAREFUL = { acceptChanged: false, forgetMissing: false };

async function applyThree(): Promise<void> {
  await scratch.write(THREE);
  await migrate(scratch.options);
}

/** As a version from before the texts were kept left it. */
async function forgetContents(): Promise<void> {
  await scratch.sql`alter table public.schema_migrations drop column content`;
}

const CHANGED = THREE["001_players.sql"].replace("bigint", "uuid");
const DIFF = [
  "@@ -1,4 +1,4 @@",
  " create table players (",
  "-  id bigint primary key,",
  "+  id uuid primary key,",
];

test("a changed file is shown with what was applied and what is there", async () => {
  await applyThree();
  await scratch.write({ "001_players.sql": `\uFEFF${CHANGED.replaceAll("\n", "\r\n")}` });
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain(DIFF.map((line) => `\n    ${line}`).join(""));
  expect(error.hint).toContain("infra migrate repair 001_players.sql --accept-changed");
  const [problem] = (await planMigrations(scratch.options)).problems;
  expect(problem?.details).toMatchObject({
    kind: "substantial",
    diff: expect.arrayContaining(DIFF) as unknown,
  });
});

test("a long difference is cut in the message and whole in the details", async () => {
  await applyThree();
  const lines = Array.from({ length: 100 }, (_, index) => `select ${index};`);
  await scratch.write({ "002_battles.sql": lines.join("\n") });
  const { message, details } = await failureOf(migrate(scratch.options));
  expect(message).toContain("… and 73 more lines");
  expect(message).not.toContain("select 99;");
  expect(JSON.stringify(details)).toContain("+select 99;");
});

test("repair takes a file in which only comments and white space were changed, and shows them", async () => {
  await applyThree();
  await scratch.write({ "001_players.sql": `-- who plays\n${THREE["001_players.sql"]}` });
  expect((await failureOf(migrate(scratch.options))).hint).toMatch(/repair 001_players\.sql$/);
  const { repaired } = await repairMigrations({ ...scratch.options, ...CAREFUL });
  expect(repaired).toMatchObject([{ filename: "001_players.sql", kind: "cosmetic" }]);
  expect(repaired[0]?.diff).toContain("+-- who plays");
  expect(await migrate(scratch.options)).toMatchObject({ applied: [], alreadyApplied: 3 });
  expect((await scratch.copy()).applied[0]).toMatchObject({ checksum: repaired[0]?.newChecksum });
});

test("repair refuses other SQL unless told to accept it; from then on that is what was applied", async () => {
  await applyThree();
  await scratch.write({
    "001_players.sql": CHANGED,
    "002_battles.sql": "-- only a remark\n" + THREE["002_battles.sql"],
  });
  const refused = await failureOf(repairMigrations({ ...scratch.options, ...CAREFUL }));
  expect(refused.code).toBe("LEDGER_INTEGRITY");
  expect(refused.message).toContain("001_players.sql: more than comments or white space was changed");
  expect(refused.message).toContain("+  id uuid primary key,");
  expect(refused.hint).toContain("infra migrate repair 001_players.sql --accept-changed");
  expect((await planMigrations(scratch.options)).problems).toHaveLength(2);

  await repairMigrations({ ...scratch.options, ...CAREFUL, acceptChanged: true });
  expect(await migrate(scratch.options)).toMatchObject({ applied: [] });
  await scratch.write({ "001_players.sql": CHANGED.replace("uuid", "text") });
  expect((await failureOf(migrate(scratch.options))).message).toContain("-  id uuid primary key,");
});

test("where the applied text is not known, repair says so and wants to be told", async () => {
  await applyThree();
  await forgetContents();
  await scratch.write({ "001_players.sql": `-- who plays\n${THREE["001_players.sql"]}` });
  expect((await failureOf(migrate(scratch.options))).message).toContain("The applied text is unknown");
  const refused = await failureOf(repairMigrations({ ...scratch.options, ...CAREFUL }));
  expect(refused.message).toContain("The applied text is unknown: the ledger has only its checksum");
  const { repaired } = await repairMigrations({ ...scratch.options, ...CAREFUL, acceptChanged: true });
  expect(repaired).toMatchObject([{ kind: "unknown", diff: null }]);
  expect(await migrate(scratch.options)).toMatchObject({ applied: [] });
});

test("a table without the texts is left alone by what only looks, and gets them with the next file", async () => {
  await applyThree();
  await forgetContents();
  expect(await migrate(scratch.options)).toMatchObject({ applied: [], alreadyApplied: 3 });
  expect((await planMigrations(scratch.options)).problems).toEqual([]);
  const columns = () =>
    scratch.sql`select from pg_attribute where attrelid = 'public.schema_migrations'::regclass and attname = 'content'`;
  expect(await columns()).toHaveLength(0);
  await scratch.write({ "004_more.sql": "\uFEFFselect 1;\r\n" });
  await migrate(scratch.options);
  expect(
    await scratch.sql`select filename, content from public.schema_migrations where content is not null`,
  ).toEqual([{ filename: "004_more.sql", content: "select 1;\n" }]);
});

test("repair names what it has nothing to do with, and what is gone", async () => {
  await applyThree();
  await scratch.remove("003_names.sql");
  const untouched = await failureOf(
    repairMigrations({ ...scratch.options, ...CAREFUL, filenames: ["002_battles.sql"] }),
  );
  expect(untouched.code).toBe("USAGE");
  const gone = await failureOf(
    repairMigrations({ ...scratch.options, ...CAREFUL, filenames: ["003_names.sql"] }),
  );
  expect(gone.hint).toContain("--forget-missing");
  expect(await scratch.recorded()).toHaveLength(3);
});

test("files that are gone are forgotten when told, but not all of them for want of a folder", async () => {
  await applyThree();
  await scratch.remove("003_names.sql");
  expect((await failureOf(migrate(scratch.options))).hint).toContain(
    "infra migrate repair 003_names.sql --forget-missing",
  );
  const nowhere = { ...scratch.options, directory: `${scratch.options.directory}-gone` };
  const refused = await failureOf(repairMigrations({ ...nowhere, ...CAREFUL, forgetMissing: true }));
  expect(refused.message).toContain("does not exist, so all 3 applied files would be forgotten");

  const report = await repairMigrations({ ...scratch.options, ...CAREFUL, forgetMissing: true });
  expect(report).toMatchObject({ repaired: [], forgotten: [{ filename: "003_names.sql" }] });
  expect(await scratch.recorded()).toEqual(["001_players.sql", "002_battles.sql"]);
  expect((await scratch.copy()).applied).toHaveLength(2);
});

test("beside a table of its own, the ledger file of another database is told, and replaced", async () => {
  await applyThree();
  const applied = [
    {
      filename: "009_elsewhere.sql",
      checksum: `sha256:${"0".repeat(64)}`,
      appliedAt: "2025-09-28T12:34:56Z",
    },
  ];
  const foreign = { version: 1, systemIdentifier: "123", database: "elsewhere", applied };
  await writeFile(scratch.options.ledgerFile, JSON.stringify(foreign));
  expect(await migrate(scratch.options)).toMatchObject({ applied: [], alreadyApplied: 3 });
  expect(scratch.events).toContainEqual({
    type: "warning",
    message: expect.stringContaining("belongs to another database; it is replaced") as string,
  });
  expect((await scratch.copy()).applied.map(({ filename }) => filename)).toEqual(Object.keys(THREE));
});

test("a folder in place of the ledger file is reported before anything runs", async () => {
  await applyThree();
  await rm(scratch.options.ledgerFile);
  await mkdir(scratch.options.ledgerFile);
  await scratch.write({ "004_more.sql": "select 1;" });
  const error = await failureOf(migrate(scratch.options));
  expect(error).toMatchObject({ code: "USAGE", hint: expect.stringContaining("mv ") as string });
  expect(error.message).toMatch(/ledger\.json is a folder, but must be a file/);
  await rmdir(scratch.options.ledgerFile);
  expect(await migrate(scratch.options)).toMatchObject({ applied: [{ filename: "004_more.sql" }] });
});

test("a migrations folder that is a file is a mistake, not a bug", async () => {
  const directory = scratch.options.ledgerFile;
  await writeFile(directory, "");
  const error = await failureOf(migrate({ ...scratch.options, directory }));
  expect(error.code).toBe("USAGE");
  expect(error.message).toMatch(/^The folder .*ledger\.json cannot be read: ENOTDIR/);
});
