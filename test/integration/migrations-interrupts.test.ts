import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { InfraError } from "../../src/errors/infra-error.js";
import { Secret } from "../../src/errors/secret.js";
import {
  baselineMigrations,
  ensureExtensions,
  migrate,
  planMigrations,
  repairMigrations,
} from "../../src/migrations/commands/migrate.js";
import type { MigrateOptions } from "../../src/migrations/model/options.js";
import { openMigrationSession } from "../../src/migrations/run/open-session.js";
import { seed } from "../../src/migrations/commands/seed.js";
import { failureOf, scratchMigrations } from "../support/scratch-migrations.js";

const scratch = scratchMigrations();

type Work = (options: MigrateOptions & { ledgerFile: string }) => Promise<unknown>;

const LEDGER = "lock table public.schema_migrations";
const WHILE_LOCKED: [string, string, Work][] = [
  ["migrate", LEDGER, (options) => migrate(options)],
  ["migrate status", LEDGER, (options) => planMigrations(options)],
  [
    "migrate repair",
    LEDGER,
    (options) => repairMigrations({ ...options, acceptChanged: true, forgetMissing: true }),
  ],
  ["migrate baseline", LEDGER, (options) => baselineMigrations({ ...options, allowEmpty: true })],
  ["seed", LEDGER, (options) => seed(withSeeds(options))],
  [
    "seed, whose own table is locked",
    "lock table public.schema_seeds",
    (options) => seed(withSeeds(options)),
  ],
  ["migrate, with a file to run", `${LEDGER} in share mode`, (options) => migrate(options)],
];

test.each(WHILE_LOCKED)("%s can be interrupted while somebody holds its table", async (_, lock, work) => {
  await scratch.write({ "001_a.sql": "create table a (id int);" });
  await migrate(scratch.options);
  const seeds = join(scratch.options.directory, "../seeds");
  await mkdir(seeds);
  await writeFile(join(seeds, "a.sql"), "select 1;");
  await seed(withSeeds(scratch.options));
  await scratch.write({ "002_b.sql": "create table b (id int);" });
  const controller = new AbortController();
  const { signal } = controller;
  await scratch.sql.begin(async (tx) => {
    await tx.unsafe(lock);
    const running = failureOf(work({ ...scratch.options, context: { ...scratch.options.context, signal } }));
    await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
    controller.abort();
    expect(await running).toMatchObject({ code: "INTERRUPTED" });
    expect(await waiting()).toBe(0);
  });
  expect(await scratch.recorded()).toEqual(["001_a.sql"]);
});

test("a server that accepts and says nothing: an abort ends the login", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const controller = new AbortController();
    const { signal } = controller;
    const connection = { ...scratch.options.connection, port };
    const context = { ...scratch.options.context, signal };
    const running = failureOf(migrate({ ...scratch.options, connection, context }));
    const [socket] = (await once(server, "connection")) as [{ destroy: () => void }];
    controller.abort();
    expect(await running).toMatchObject({ code: "INTERRUPTED" });
    socket.destroy();
  } finally {
    server.close();
  }
});

test("an abort at any moment of a login leaves no connection behind", async () => {
  for (let afterMs = 0; afterMs < 15; afterMs += 0.5) {
    const controller = new AbortController();
    const { signal } = controller;
    const context = { ...scratch.options.context, signal };
    const running = migrate({ ...scratch.options, context }).then(
      () => "done before",
      (error: InfraError) => error.code,
    );
    await sleep(afterMs);
    controller.abort();
    expect(["INTERRUPTED", "done before"]).toContain(await running);
  }
  const left = () =>
    scratch.sql`select state from pg_stat_activity where application_name like 'infra migrate%'`;
  await expect.poll(left, { timeout: 10_000 }).toEqual([]);
});

test("a request to cancel gives up on a server that accepts and hangs up", async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const connection = { ...scratch.options.connection };
  const session = await openMigrationSession({ connection });
  try {
    connection.port = port;
    await expect(session.cancel()).rejects.toThrow("no answer within 3 s");
    expect(connections).toBeGreaterThan(1); // the library tries again and again
  } finally {
    await session.close();
    server.close();
  }
});

test("what infra itself asks is refused: the reason and the way out, not a bug", async () => {
  await scratch.write({ "001_a.sql": "create table a (id int);" });
  await migrate(scratch.options);
  await scratch.sql.begin(async (tx) => {
    await tx.unsafe(LEDGER);
    const locked = await failureOf(migrate({ ...scratch.options, lockTimeoutMs: 100 }));
    expect(locked).toMatchObject({ code: "MIGRATION_FAILED", details: { sqlState: "55P03" } });
    expect(locked.hint).toContain("migrations.lockTimeoutMs");
    const slow = await failureOf(migrate({ ...scratch.options, statementTimeoutMs: 100 }));
    expect(slow).toMatchObject({ code: "MIGRATION_FAILED", details: { sqlState: "57014" } });
    expect(slow.hint).toContain("migrations.statementTimeoutMs");
  });
});

test("a role that may not create the table is told what it needs", async () => {
  const { options } = scratch;
  await scratch.sql.unsafe("create role guest login password 'guest'");
  try {
    await scratch.write({ "001_a.sql": "select 1" });
    const connection = { ...options.connection, user: "guest", password: new Secret("guest") };
    const refused = await failureOf(migrate({ ...options, connection }));
    expect(refused.code).toBe("MIGRATION_FAILED");
    expect(refused.message).toContain("permission denied for schema public (SQLSTATE 42501)");
    expect(refused.hint).toContain("guest needs the right to create tables in the schema public");
  } finally {
    await scratch.sql.unsafe("drop role guest");
  }
});

test("an extension that takes long to create can be interrupted", async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const context = { ...scratch.options.context, signal };
  await scratch.sql
    .begin(async (tx) => {
      await tx`create extension hstore`;
      const running = failureOf(ensureExtensions({ ...scratch.options, context, extensions: ["hstore"] }));
      await expect.poll(waiting, { timeout: 10_000 }).toBe(1);
      controller.abort();
      expect(await running).toMatchObject({
        code: "INTERRUPTED",
        message: expect.stringContaining("while creating the extension hstore") as string,
      });
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
});

class Undo extends Error {}

function withSeeds(options: MigrateOptions) {
  const directory = join(options.directory, "../seeds");
  return { ...options, seeds: { directory, filenames: [], rerun: "none" as const } };
}

/** How many migrators wait for somebody else. */
async function waiting(): Promise<number> {
  const rows = await scratch.sql`
    select from pg_stat_activity
    where datname = current_database() and application_name like 'infra migrate%' and wait_event_type = 'Lock'`;
  return rows.length;
}
