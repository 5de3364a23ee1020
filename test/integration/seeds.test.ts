import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../support/clients.js";
import { TemporaryProject } from "../support/temporary-project.js";

interface SeedDocument {
  result: { applied: { filename: string }[]; unchanged: string[]; changed: string[] };
}

const SEEDS = {
  "010_players.sql": "INSERT INTO players VALUES (1, 'Ada');\n",
  "020 more.sql": "INSERT INTO players SELECT id + 10, name FROM players;\n",
};

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({
    migrations: { "001_players.sql": "CREATE TABLE players (id int PRIMARY KEY, name text NOT NULL);\n" },
  });
  for (const [name, sql] of Object.entries(SEEDS)) await seedFile(name, sql);
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

test("a plain up runs no seed; status counts them as new; --dry-run shows them and runs none", async () => {
  expect(await players()).toEqual([]);
  expect(await relations("schema_seeds")).toEqual([null]);
  expect((await project.succeed("status")).stdout).toMatch(/Seeds +0 applied, 2 new\n/);
  const { stdout } = await project.succeed("seed", "--dry-run");
  expect(stdout).toMatch(/010_players\.sql +new\n020 more\.sql +new\nNothing was run/);
  expect(await players()).toEqual([]);
});

test("seed runs what is new in the order of the names and records it; unchanged seeds are skipped and said so", async () => {
  const first = await project.json<SeedDocument>("seed");
  expect(first.document).toMatchObject({ schema: "infra/seed/v1", ok: true, name: "tilemud", dryRun: false });
  expect(names(first.document)).toEqual(["010_players.sql", "020 more.sql"]);
  expect(await players()).toEqual([1, 11]);
  expect(
    await query(
      project,
      `select filename, checksum ~ '^sha256:[0-9a-f]{64}$' as hashed, applied_at <= now() as timed, duration_ms >= 0 as measured,
         tool_version ~ '^\\d' as versioned, applied_by from schema_seeds order by filename`,
    ),
  ).toEqual(
    Object.keys(SEEDS).map((filename) => ({
      filename,
      hashed: true,
      timed: true,
      measured: true,
      versioned: true,
      applied_by: "tilemud",
    })),
  );

  const { stdout } = await project.succeed("seed");
  expect(stdout).toBe(
    "Nothing to do for tilemud: no seed is new or changed\nUnchanged, not run again: 010_players.sql, 020 more.sql\n",
  );
  expect(await players()).toEqual([1, 11]);
});

test("a changed seed is told and runs again only when told to; line ends are no change", async () => {
  await seedFile("020 more.sql", SEEDS["020 more.sql"].replace("\n", "\r\n"));
  expect((await project.json<SeedDocument>("seed")).document.result).toMatchObject({ changed: [] });

  await seedFile("020 more.sql", "INSERT INTO players VALUES (2, 'Grace') ON CONFLICT DO NOTHING;\n");
  for (const command of [["seed"], ["up", "--seed"]]) {
    const { stdout } = await project.succeed(...command);
    expect(stdout).toMatch(/[Cc]hanged.*, not run again/);
    expect(stdout).toContain(`${project.command} seed --rerun`);
  }
  expect(await players()).toEqual([1, 11]);
  expect((await project.succeed("status")).stdout).toMatch(/Seeds +2 applied, 0 new, 1 changed/);

  const before = await query(project, "select applied_at from schema_seeds where filename = '020 more.sql'");
  const again = await project.json<SeedDocument>("seed", "--rerun");
  expect(again.document.result).toMatchObject({ unchanged: ["010_players.sql"], changed: [] });
  expect(names(again.document)).toEqual(["020 more.sql"]);
  expect(await players()).toEqual([1, 2, 11]);
  const after = await query(project, "select applied_at from schema_seeds where filename = '020 more.sql'");
  expect(after).not.toEqual(before);
});

test("an unchanged seed runs again when it is named with --rerun, and only then", async () => {
  await query(project, "delete from players where id = 1");
  const named = await project.json<SeedDocument>("seed", "010_players.sql");
  expect(named.document.result).toMatchObject({ applied: [], unchanged: ["010_players.sql"] });
  const rerun = ["seed", "--rerun", "seeds/010_players.sql"];
  expect((await project.succeed(...rerun, "--dry-run")).stdout).toMatch(
    /010_players\.sql +unchanged, runs again/,
  );
  expect(await players()).toEqual([2, 11]);
  expect(names((await project.json<SeedDocument>(...rerun)).document)).toEqual(["010_players.sql"]);
  expect(await players()).toEqual([1, 2, 11]);
});

test("seeds given by name run alone; a name without file is refused with what there is", async () => {
  await seedFile("030_a.sql", "INSERT INTO players VALUES (30, 'a');");
  await seedFile("040_b.sql", "INSERT INTO players VALUES (40, 'b');");
  expect(names((await project.json<SeedDocument>("seed", "seeds/040_b.sql")).document)).toEqual([
    "040_b.sql",
  ]);
  expect(await players()).toEqual([1, 2, 11, 40]);
  expect(names((await project.json<SeedDocument>("seed", "030_a")).document)).toEqual(["030_a.sql"]);
  const { exitCode, stderr } = await project.infra("seed", "050");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(/^ERROR: There is no seed 050\.sql[^]*030_a\.sql, 040_b\.sql/) as string,
  });
});

test("a failing seed: 12 with the place, nothing of it kept, those before stay", async () => {
  await seedFile("050_fine.sql", "INSERT INTO players VALUES (50, 'fine');");
  await seedFile(
    "060_broken.sql",
    "INSERT INTO players VALUES (60, 'kept?');\nINSERT INTO players\n  (nmae) VALUES ('x');\n",
  );
  const { exitCode, stderr } = await project.infra("seed");
  expect(exitCode).toBe(12);
  expect(stderr).toMatch(/^ERROR: Seed failed at 060_broken\.sql:3:4: column "nmae" of relation/m);
  expect(stderr).toMatch(/3 \| {3}\(nmae\) VALUES \('x'\);\n +\| {4}\^/);
  expect(await players()).toEqual([1, 2, 11, 30, 40, 50]);
  await removeSeed("060_broken.sql");
});

test.each([
  ["a psql command", "\\copy players from x\n", "psql commands"],
  ["a transaction of its own", "BEGIN;\n", "transaction"],
])("%s is refused before any seed runs, as in a migration", async (_, sql, words) => {
  await seedFile("070_fine.sql", "INSERT INTO players VALUES (70, 'fine');");
  await seedFile("080_refused.sql", sql);
  try {
    for (const command of [["seed"], ["seed", "--dry-run"], ["up", "--seed"]]) {
      const { exitCode, document } = await project.json<{ error: { message: string } }>(...command);
      expect(exitCode).toBe(12);
      expect(document.error.message).toMatch(/^Seed failed at 080_refused\.sql:1:1: /);
      expect(document.error.message).toContain(words);
    }
    expect(await players()).not.toContain(70);
  } finally {
    await removeSeed("070_fine.sql");
    await removeSeed("080_refused.sql");
  }
});

test("with a migration pending nothing is seeded, and with a changed one neither", async () => {
  await seedFile("090_late.sql", "INSERT INTO players VALUES (90, 'late');");
  await project.migration("002_guilds.sql", "CREATE TABLE guilds ();\n");
  const pending = await project.infra("seed");
  expect(pending.exitCode).toBe(12);
  expect(pending.stderr).toMatch(/^ERROR: Seed failed: the schema is not up to date, 1 migration is pending/);
  expect(pending.stderr).toContain(`${project.command} migrate`);
  await rm(join(project.dir, "migrations/001_players.sql"));
  expect(await project.infra("seed")).toMatchObject({ exitCode: 19 });
  await project.migration(
    "001_players.sql",
    "CREATE TABLE players (id int PRIMARY KEY, name text NOT NULL);\n",
  );
  expect(await players()).not.toContain(90);

  const up = await project.json<{ seeds: SeedDocument["result"] }>("up", "--seed");
  expect(up.document.seeds.applied).toMatchObject([{ filename: "090_late.sql" }]);
  expect(await relations("guilds")).toEqual(["guilds"]);
  expect(await players()).toContain(90);
});

test("after a reset all seeds are new; eight commands at once run each of them once", async () => {
  await project.succeed("reset");
  await project.succeed("up");
  expect(await players()).toEqual([]);
  const runs = await Promise.all(Array.from({ length: 8 }, () => project.json<SeedDocument>("seed")));
  expect(runs.map(({ exitCode }) => exitCode)).toEqual(Array(8).fill(0));
  const ran = runs.flatMap(({ document }) => names(document));
  expect(ran.toSorted()).toEqual([...new Set(ran)].toSorted());
  expect(ran).toHaveLength(6);
});

test("without a folder there is nothing to seed, and status does not speak of seeds", async () => {
  await rm(join(project.dir, "seeds"), { recursive: true });
  expect((await project.succeed("seed")).stdout).toContain("tilemud has no seeds");
  expect((await project.succeed("status")).stdout).not.toContain("Seeds");
});

test("the example's seeds fit its schema, and may run again", async () => {
  await using example = await TemporaryProject.create({ example: "tilemud" });
  const { document } = await example.json<{ seeds: SeedDocument["result"] }>("up", "--seed");
  expect(document.seeds.applied).toHaveLength(2);
  for (const seed of ["010_players.sql", "020_rulesets.sql"]) {
    const path = join("seeds", seed);
    const text = await readFile(join(example.dir, path), "utf8");
    await example.write(path, `${text}\n-- changed\n`);
  }
  expect(names((await example.json<SeedDocument>("seed", "--rerun")).document)).toHaveLength(2);
  expect(await query(example, "select handle::text from players order by handle")).toEqual([
    { handle: "ada" },
    { handle: "grace" },
    { handle: "rogue" },
  ]);
});

function names({ result }: SeedDocument): string[] {
  return result.applied.map(({ filename }) => filename);
}

async function seedFile(name: string, sql: string): Promise<void> {
  await project.write(join("seeds", name), sql);
}

async function removeSeed(name: string): Promise<void> {
  await rm(join(project.dir, "seeds", name));
}

async function players(): Promise<number[]> {
  return (await query<{ id: number }>(project, "select id from players order by id")).map(({ id }) => id);
}

async function relations(name: string): Promise<(string | null)[]> {
  return (await query<{ found: string | null }>(project, `select to_regclass('${name}')::text as found`)).map(
    ({ found }) => found,
  );
}
