import { mkdir, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { Secret } from "../../src/errors/secret.js";
import { baselineMigrations } from "../../src/migrations/commands/baseline.js";
import { migrate } from "../../src/migrations/commands/migrate.js";
import { repairMigrations } from "../../src/migrations/commands/repair.js";
import { seed } from "../../src/migrations/commands/seed.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

/** What other objects of the database can do to infra's own tables. */

const scratch = scratchMigrations();

const FILES = {
  "001_a.sql": "create table a (id int);",
  "002_b.sql": "create table b (id int);",
  "003_c.sql": "create table c (id int);",
};

const swallow = (table: string, event: string) => `
  create function public.swallow() returns trigger language plpgsql as 'begin return null; end';
  create trigger swallows before ${event} on public.${table} for each row execute function public.swallow();`;

const DISCARDING: readonly (readonly [string, string])[] = [
  ["a trigger that returns null", swallow("schema_migrations", "insert")],
  ["a rule", "create rule nothing as on insert to public.schema_migrations do instead nothing"],
  [
    "a trigger that deletes the row afterwards",
    `create function public.undo() returns trigger language plpgsql as
       'begin delete from public.schema_migrations where filename = new.filename; return null; end';
     create trigger undoes after insert on public.schema_migrations for each row execute function public.undo()`,
  ],
  [
    "a deferred trigger that deletes the row at the end",
    `create function public.undo() returns trigger language plpgsql as
       'begin delete from public.schema_migrations where filename = new.filename; return null; end';
     create constraint trigger undoes after insert on public.schema_migrations deferrable initially deferred
       for each row execute function public.undo()`,
  ],
  [
    "a trigger that changes the checksum",
    `create function public.change() returns trigger language plpgsql as
       'begin new.checksum := ''other''; return new; end';
     create trigger changes before insert on public.schema_migrations for each row execute function public.change()`,
  ],
];

test.each(DISCARDING)("with %s on the ledger, a file is undone and reported", async (_, sql) => {
  await scratch.write({ "001_a.sql": FILES["001_a.sql"] });
  await migrate(scratch.options);
  await scratch.sql.unsafe(sql);
  await scratch.write(FILES);
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toMatch(/^The record of 002_b\.sql was not kept: .*public\.schema_migrations/);
  expect(error.hint).toContain("infra psql -c '\\d+ public.schema_migrations'");
  expect(await scratch.recorded()).toEqual(["001_a.sql"]);
  expect([await scratch.exists("b"), await scratch.exists("c")]).toEqual([false, false]);
});

test("a file that runs without a transaction says what of it stays", async () => {
  await scratch.write({ "001_a.sql": FILES["001_a.sql"] });
  await migrate(scratch.options);
  await scratch.sql.unsafe(swallow("schema_migrations", "insert"));
  await scratch.write({ "002_i.sql": "-- infra:no-transaction\ncreate index concurrently i on a (id);" });
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toMatch(
    /^The record of 002_i\.sql was not kept[^]*statement 1 \(line 2\) ran and stays/,
  );
  expect(await scratch.recorded()).toEqual(["001_a.sql"]);
});

test("baseline and repair are not content either", async () => {
  await scratch.write({ "001_a.sql": FILES["001_a.sql"], "002_b.sql": FILES["002_b.sql"] });
  await migrate(scratch.options);
  await scratch.sql.unsafe(swallow("schema_migrations", "insert or update or delete"));
  await scratch.write(FILES);
  const kept = /^The record of 00\d_.\.sql was not kept/;
  const baseline = await failureOf(baselineMigrations({ ...scratch.options, allowEmpty: false }));
  expect(baseline).toMatchObject({
    code: "LEDGER_INTEGRITY",
    message: expect.stringMatching(kept) as string,
  });
  await scratch.remove("002_b.sql", "003_c.sql");
  const careful = { ...scratch.options, acceptChanged: false, forgetMissing: true };
  const forgotten = await failureOf(repairMigrations(careful));
  expect(forgotten).toMatchObject({
    code: "LEDGER_INTEGRITY",
    message: expect.stringMatching(kept) as string,
  });
  await scratch.write({ "001_a.sql": `-- why\n${FILES["001_a.sql"]}`, "002_b.sql": FILES["002_b.sql"] });
  const repaired = await failureOf(repairMigrations({ ...careful, forgetMissing: false }));
  expect(repaired).toMatchObject({
    code: "LEDGER_INTEGRITY",
    message: expect.stringMatching(kept) as string,
  });
  expect(await scratch.recorded()).toEqual(["001_a.sql", "002_b.sql"]);
});

test("a seed whose row is discarded is undone", async () => {
  await scratch.write({ "001_a.sql": FILES["001_a.sql"] });
  await migrate(scratch.options);
  const { directory } = scratch.options;
  const seeding = {
    ...scratch.options,
    seeds: { directory: `${directory}/seeds`, filenames: [], rerun: "none" as const },
  };
  await mkdir(`${directory}/seeds`);
  await writeFile(`${directory}/seeds/010_x.sql`, "insert into a values (1);");
  await seed(seeding);
  await scratch.sql.unsafe(swallow("schema_seeds", "insert"));
  await writeFile(`${directory}/seeds/020_y.sql`, "insert into a values (2);");
  const error = await failureOf(seed(seeding));
  expect(error).toMatchObject({
    code: "LEDGER_INTEGRITY",
    message: expect.stringMatching(/^The record of 020_y\.sql was not kept/) as string,
  });
  expect(await scratch.sql`select id from a`).toEqual([{ id: 1 }]);
});

test.each([
  [
    "a view in its place",
    "alter table public.schema_migrations rename to kept; create view public.schema_migrations as select * from public.kept",
    "public.schema_migrations is a view",
  ],
  [
    "a renamed column",
    "alter table public.schema_migrations rename column checksum to hash",
    "it does not have the columns of infra (no checksum)",
  ],
])("%s is no ledger", async (_, sql, message) => {
  await scratch.write({ "001_a.sql": FILES["001_a.sql"] });
  await migrate(scratch.options);
  await scratch.sql.unsafe(sql);
  await scratch.write(FILES);
  const error = await failureOf(migrate(scratch.options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain(message);
  expect(await scratch.exists("b")).toBe(false);
});

test("row level security that may hide rows stops a run; nothing is applied twice", async () => {
  await scratch.sql.unsafe(
    `create role limited login password 'limited'; grant all on schema public to limited`,
  );
  const connection = { ...scratch.options.connection, user: "limited", password: new Secret("limited") };
  const options = { ...scratch.options, connection };
  await scratch.write({ "001_a.sql": FILES["001_a.sql"] });
  await migrate(options);
  await scratch.sql.unsafe(
    "alter table public.schema_migrations enable row level security, force row level security",
  );
  await scratch.write(FILES);
  const error = await failureOf(migrate(options));
  expect(error.code).toBe("LEDGER_INTEGRITY");
  expect(error.message).toContain("row level security may hide rows of the table public.schema_migrations");
  await scratch.sql.unsafe("drop owned by limited; drop role limited");
});
