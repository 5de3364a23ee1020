import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../support/clients.js";
import { TemporaryProject } from "../support/temporary-project.js";

test("broken SQL in the third of four files: the first two stay, nothing of the third, and up goes on when it is mended", async () => {
  await using project = await TemporaryProject.create({
    migrations: {
      "001_players.sql": "CREATE TABLE players (id int PRIMARY KEY);",
      "002_rules.sql": "CREATE TABLE rules (id int PRIMARY KEY);",
      "003_index.sql": "CREATE TABLE third ();\nINSERT INTO players\n  (nmae) VALUES (1);\n",
      "004_last.sql": "CREATE TABLE fourth ();",
    },
  });
  const failed = await project.infra("up");
  expect(failed.exitCode).toBe(12);
  expect(failed.stderr).toMatch(/^ERROR: Migration failed at 003_index\.sql:3:4: column "nmae" of relation/);
  expect(failed.stderr).toMatch(/3 \| {3}\(nmae\) VALUES \(1\);\n +\| {4}\^/);
  expect(await project.servers()).toEqual([]);
  expect(await ledger(project)).toEqual(["001_players.sql", "002_rules.sql"]);

  await project.migration("003_index.sql", "CREATE TABLE third ();\nINSERT INTO players (id) VALUES (1);\n");
  const mended = await project.json<{ migrations: { applied: { filename: string }[] } }>("up");
  expect(mended.document).toMatchObject({ ok: true, migrations: { alreadyApplied: 2 } });
  expect(mended.document.migrations.applied.map(({ filename }) => filename)).toEqual([
    "003_index.sql",
    "004_last.sql",
  ]);
  expect(await ledger(project)).toHaveLength(4);
});

test("a migration that fails while the servers run leaves them running", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");
  const servers = await project.servers();
  await project.migration("001_broken.sql", "CREATE TABLE t ();\nSELEC 1;\n");
  const { exitCode, document } = await project.json<{ error: unknown }>("up");
  expect(exitCode).toBe(12);
  expect(document.error).toMatchObject({
    code: "MIGRATION_FAILED",
    details: { filename: "001_broken.sql", line: 2, column: 1 },
  });
  expect(await project.servers()).toEqual(servers);
  expect(await query(project, "select to_regclass('t') t")).toEqual([{ t: null }]);
});

const APPLIED = {
  "001_players.sql": "CREATE TABLE players (id int PRIMARY KEY);\n",
  "002_rules.sql": "CREATE TABLE rules (id int PRIMARY KEY);\n",
};
let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({ migrations: APPLIED });
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

const OUT_OF_ORDER: [string, string, () => Promise<void>][] = [
  ["two files with one number", "002_again.sql", () => project.migration("002_again.sql", "SELECT 1;")],
  [
    "an applied file that changed",
    "001_players.sql",
    () => project.migration("001_players.sql", "SELECT 1;"),
  ],
  ["an applied file that vanished", "001_players.sql", () => remove("001_players.sql")],
  ["a name without number", "late.sql", () => project.migration("late.sql", "SELECT 1;")],
];

test.each(OUT_OF_ORDER)("%s: nothing is applied", async (_, named, disturb) => {
  await project.migration("009_pending.sql", "CREATE TABLE pending ();");
  await disturb();
  try {
    for (const command of ["up", "migrate"]) {
      const { exitCode, stderr } = await project.infra(command);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 19,
        stderr: expect.stringContaining(named) as string,
      });
      if (named === "002_again.sql") {
        expect(stderr).toContain(`git -C ${project.dir}/migrations mv 002_again.sql 010_again.sql\n`);
      }
    }
    expect(await query(project, "select to_regclass('pending') pending")).toEqual([{ pending: null }]);
    expect(await query(project, "select filename from schema_migrations")).toHaveLength(2);
    const status = await project.json<{ plan: { problems: { message: string }[] } }>("migrate", "status");
    expect(status.document.plan.problems[0]?.message).toContain(named);
  } finally {
    for (const name of ["009_pending.sql", "002_again.sql", "late.sql"]) await remove(name);
    for (const [name, sql] of Object.entries(APPLIED)) await project.migration(name, sql);
  }
});

test("a file changed only in its line ends is the same file", async () => {
  await project.migration("001_players.sql", APPLIED["001_players.sql"].replaceAll("\n", "\r\n"));
  expect((await project.json("up")).document).toMatchObject({ ok: true, unchanged: true });
  await project.migration("001_players.sql", APPLIED["001_players.sql"]);
});

test("new makes the next file, --dry-run runs nothing, migrate applies, repair records a changed file", async () => {
  await project.succeed("migrate", "new", "add", "guilds");
  await project.migration("003_add_guilds.sql", "CREATE TABLE guilds ();\n");

  const dryRun = await project.succeed("migrate", "--dry-run");
  expect(dryRun.stdout).toMatch(/003_add_guilds\.sql +pending/);
  expect(await query(project, "select to_regclass('guilds') t")).toEqual([{ t: null }]);

  expect((await project.succeed("migrate")).stdout).toContain("003_add_guilds.sql");
  expect((await project.succeed("migrate", "status")).stdout).toMatch(/003_add_guilds\.sql +applied/);

  await project.migration("003_add_guilds.sql", "-- with a word on why\nCREATE TABLE guilds ();\n");
  expect((await project.infra("migrate")).exitCode).toBe(19);
  expect((await project.succeed("migrate", "repair")).stdout).toMatch(
    /003_add_guilds\.sql\n +was sha256:\w+\n +now sha256:/,
  );
  expect((await project.json("up")).document).toMatchObject({ unchanged: true });
});

test("--dry-run names the locks that would hold others up, and the gentler way", async () => {
  await project.migration(
    "004_strict.sql",
    "CREATE TABLE fresh (id int);\nCREATE INDEX ON fresh (id);\n\nALTER TABLE players ADD CHECK (id > 0);\nDO $$BEGIN DROP TABLE players; END$$;\n",
  );
  try {
    const { stdout } = await project.succeed("migrate", "--dry-run");
    expect(stdout).toContain(
      "! 004_strict.sql:4 ALTER TABLE … ADD CHECK on players: ACCESS EXCLUSIVE while it scans the table, blocks reads and writes",
    );
    expect(stdout).toContain("→ Add the constraint with NOT VALID");
    expect(stdout).not.toContain("on fresh");
    expect(stdout).toContain(
      "Not analyzed; the locks of this code are not listed:\n  ! 004_strict.sql:5 DO\n",
    );
    const { document } = await project.json<{ plan: { locks: unknown[] } }>("migrate", "--dry-run");
    expect(document.plan.locks).toMatchObject([
      { relation: "players", mode: "ACCESS EXCLUSIVE", work: "scan" },
    ]);
  } finally {
    await remove("004_strict.sql");
  }
});

test.each([
  ["a psql command in a file", "004_x.sql", "\\connect other\n", 12],
  ["two files of one number", "003_x.sql", "SELECT 1;\n", 19],
])("--dry-run ends as the run would: %s", async (_, name, text, code) => {
  await project.migration(name, text);
  try {
    for (const command of [["migrate", "--dry-run"], ["migrate"]]) {
      const { exitCode, document } = await project.json<{ error: { exitCode: number } }>(...command);
      expect({ exitCode, error: document.error }).toMatchObject({
        exitCode: code,
        error: { exitCode: code },
      });
    }
  } finally {
    await remove(name);
  }
});

test("baseline takes over what is there, and repair wants to be told of other SQL", async () => {
  await project.migration("004_by_psql.sql", "CREATE TABLE rules (id int PRIMARY KEY);\n");
  const recorded = await project.succeed("migrate", "baseline", "--to", "migrations/004_by_psql.sql");
  expect(recorded.stdout).toContain(
    "Recorded as applied, not run: 004_by_psql.sql\n1 recorded, 3 already recorded\n",
  );
  await project.migration("004_by_psql.sql", "CREATE TABLE rules (id bigint PRIMARY KEY);\n");
  const refused = await project.infra("migrate", "repair");
  expect(refused.exitCode).toBe(19);
  expect(refused.stderr).toMatch(
    /-CREATE TABLE rules \(id int PRIMARY KEY\);\n +\+CREATE TABLE rules \(id bigint/,
  );
  await project.succeed("migrate", "repair", "migrations/004_by_psql.sql", "--accept-changed");
  await remove("004_by_psql.sql");
  expect((await project.infra("migrate")).exitCode).toBe(19);
  const forgotten = await project.succeed("migrate", "repair", "--forget-missing");
  expect(forgotten.stdout).toContain("Removed from the ledger: 004_by_psql.sql");
  expect((await project.succeed("migrate")).stdout).toContain("Nothing to do");
});

test("a database restored from elsewhere, without its table and with a ledger that is not its own: ignored with a warning, then taken over", async () => {
  await query(project, "drop table schema_migrations");
  const path = join(project.dir, ".infra/tilemud/migration-ledger.json");
  const copy = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...copy, systemIdentifier: "7000000000000000000" }));
  const { exitCode, stdout, stderr } = await project.infra("migrate");
  expect(exitCode).toBe(12); // the tables are there already
  expect(stdout).toContain("migration-ledger.json: it belongs to another database");
  expect(stdout).toContain("no ledger of migrations: every file counts as pending");
  expect(stderr).toContain('Migration failed at 001_players.sql:1:14: relation "players" already exists');
  await project.succeed("migrate", "baseline");
  expect((await project.succeed("migrate")).stdout).toContain("Nothing to do: all 3");
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({
    systemIdentifier: copy["systemIdentifier"],
    applied: [{}, {}, {}],
  });
});

test("Ctrl-C ends the server's query, keeps nothing of the file, and the next run does it", async () => {
  await project.migration("004_slow.sql", "CREATE TABLE slow ();\nSELECT pg_sleep(90);\n");
  const asleep = () =>
    query(
      project,
      "select from pg_stat_activity where query like 'SELECT pg_sleep(90)%' and state = 'active'",
    );
  try {
    const { child, result } = project.start(["migrate"]);
    await expect.poll(async () => (await asleep()).length, { timeout: 20_000 }).toBe(1);
    child.kill("SIGINT");
    const { exitCode, stderr } = await result;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 130,
      stderr: expect.stringContaining(
        "Interrupted by SIGINT while applying 004_slow.sql; nothing of it was kept",
      ) as string,
    });
    expect(await asleep()).toHaveLength(0);
    expect(await query(project, "select to_regclass('slow') t")).toEqual([{ t: null }]);
    await project.migration("004_slow.sql", "CREATE TABLE slow ();\n");
    expect((await project.succeed("migrate")).stdout).toContain("004_slow.sql");
  } finally {
    await query(project, "delete from schema_migrations where filename = '004_slow.sql'");
    await remove("004_slow.sql");
  }
});

test("with onUp false, up leaves the schema alone and says how to migrate", async () => {
  await project.write("infra.config.json", JSON.stringify({ migrations: { onUp: false } }));
  await project.migration("004_by_hand.sql", "CREATE TABLE by_hand ();\n");
  expect((await project.succeed("up")).stdout).toContain(`${project.command} migrate`);
  expect(await query(project, "select to_regclass('by_hand') t")).toEqual([{ t: null }]);
  await project.succeed("migrate");
  expect(await query(project, "select * from by_hand")).toEqual([]);
});

test("PG variables that are meant for another database change nothing", async () => {
  const elsewhere = {
    PGHOST: "example.invalid",
    PGPORT: "1",
    PGTARGETSESSIONATTRS: "any",
    PGSSLMODE: "require",
  };
  for (const args of [["migrate"], ["up"], ["status"]]) {
    const { exitCode, stderr } = await project.start(args, elsewhere).result;
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  }
});

test("migrate starts nothing", async () => {
  await project.succeed("down");
  for (const args of [["migrate"], ["migrate", "status"], ["migrate", "--dry-run"]]) {
    expect(await project.infra(...args)).toMatchObject({ exitCode: 50 });
  }
  expect(await project.servers()).toEqual([]);
});

/** File names in the portable copy of the ledger, readable while nothing runs. */
async function ledger({ dir }: TemporaryProject): Promise<string[]> {
  const text = await readFile(join(dir, ".infra/tilemud/migration-ledger.json"), "utf8");
  return (JSON.parse(text) as { applied: { filename: string }[] }).applied.map(({ filename }) => filename);
}

async function remove(name: string): Promise<void> {
  await rm(join(project.dir, "migrations", name), { force: true });
}
