import type postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LockNote } from "../../src/migrations/model/report.js";
import { readColumns } from "../../src/migrations/lint/catalog.js";
import { KnownColumns } from "../../src/migrations/lint/columns.js";
import { tableLocksOf } from "../../src/migrations/lint/statements.js";
import { SCHEMA, STATEMENTS } from "../support/locking-statements.js";
import { startScratchPostgres, type ScratchPostgres } from "../support/scratch-postgres.js";

let server: ScratchPostgres;
let sql: postgres.Sql;
const notices: string[] = [];

beforeAll(async () => {
  server = await startScratchPostgres();
  sql = server.client(await server.createDatabase("locks"), {
    max: 1,
    onnotice: ({ message }) => notices.push(message ?? ""),
  });
  await sql.unsafe(SCHEMA);
});
afterAll(async () => {
  await sql.end();
  await server.stop();
});

test.each(STATEMENTS)("%s", async (statement) => {
  const query = async <Row>(text: string) => (await sql.unsafe(text)) as unknown as Row[];
  const claims = tableLocksOf(statement, new KnownColumns(await readColumns({ query })));
  const found = await whatHappens(statement);
  expect(
    Object.fromEntries(claims.map(({ relation, mode }) => [relation.replace("public.", ""), mode])),
  ).toEqual(found.modes);
  const longest = WORK.findLast((work) => claims.some((claim) => claim.work === work));
  expect(longest ?? "brief").toBe(claims.length === 0 ? "brief" : found.work);
});

test.each([
  ["drop index players_name", "players_name", "brief"],
  ["reindex index players_name", "players_name", "index"],
])("%s: the index and its table", async (statement, index, work) => {
  expect(tableLocksOf(statement)).toMatchObject([{ relation: index, mode: "ACCESS EXCLUSIVE", work }]);
  const found = await whatHappens(statement, "r, i");
  expect(found.modes).toMatchObject({ [index]: "ACCESS EXCLUSIVE" });
  expect(Object.keys(found.modes)).toContain("players");
});

test.each([
  ["vacuum full players", "AccessExclusiveLock"],
  ["vacuum (full, analyze) players", "AccessExclusiveLock"],
  ["vacuum (full false) players", "ShareUpdateExclusiveLock"],
  ["vacuum players", "ShareUpdateExclusiveLock"],
  ["create index concurrently c on players (age)", "ShareUpdateExclusiveLock"],
  ["drop index concurrently players_name", "ShareUpdateExclusiveLock"],
  ["reindex table concurrently players", "ShareUpdateExclusiveLock"],
  ["reindex (concurrently) index players_name", "ShareUpdateExclusiveLock"],
])("%s, which runs in no transaction, waits for %s", async (statement, mode) => {
  const claims = tableLocksOf(statement);
  expect(claims.map((claim) => claim.mode)).toEqual(
    mode === "AccessExclusiveLock" ? ["ACCESS EXCLUSIVE"] : [],
  );
  const holder = server.client({ ...server.address, database: "locks" });
  try {
    await holder.begin(async (tx) => {
      await tx`lock table players in share update exclusive mode`;
      const running = sql.unsafe(statement).catch((error: unknown) => error);
      const waiting = () =>
        tx<
          { mode: string }[]
        >`select mode from pg_locks where not granted and relation = 'players'::regclass`;
      await expect.poll(waiting, { timeout: 10_000 }).toMatchObject([{ mode }]);
      await tx`select pg_cancel_backend(pid) from pg_locks where not granted and relation = 'players'::regclass`;
      await running;
    });
  } finally {
    await holder.end();
  }
});

const WORK: readonly LockNote["work"][] = ["brief", "scan", "index", "rewrite"];

/** The modes in which others cannot read or write. */
const MODES: Readonly<Record<string, LockNote["mode"]>> = {
  AccessExclusiveLock: "ACCESS EXCLUSIVE",
  ExclusiveLock: "EXCLUSIVE",
  ShareRowExclusiveLock: "SHARE ROW EXCLUSIVE",
  ShareLock: "SHARE",
};

/** Runs it, asks the server what it locked and did, and takes it back. */
async function whatHappens(
  statement: string,
  kinds = "r, p, v, m",
): Promise<{ modes: Record<string, string>; work: LockNote["work"] }> {
  const result = { modes: {} as Record<string, string>, work: "brief" as LockNote["work"] };
  await sql
    .begin(async (tx) => {
      const before = await relations(tx, kinds);
      notices.length = 0;
      await tx.unsafe(`set local client_min_messages = debug1; ${statement}; reset client_min_messages`);
      const said = notices.join("\n");
      const locks = await tx<{ oid: number; mode: string; filenode: string | null }[]>`
        select relation as oid, mode, pg_relation_filenode(relation) as filenode
        from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and granted`;
      const weakestFirst = Object.keys(MODES).toReversed();
      for (const { oid, mode } of locks.toSorted(
        (a, b) => weakestFirst.indexOf(a.mode) - weakestFirst.indexOf(b.mode),
      )) {
        const name = before.get(oid)?.name;
        if (name !== undefined && MODES[mode] !== undefined) result.modes[name] = MODES[mode];
      }
      const isRewritten = locks.some(({ oid, filenode }) => {
        const old = before.get(oid)?.filenode ?? null;
        return filenode !== null && old !== null && filenode !== old && before.get(oid)?.kind !== "i";
      });
      // TRUNCATE makes new, empty files.
      if (statement.startsWith("truncate")) throw new Undo();
      if (/verifying table|validating foreign key/.test(said)) result.work = "scan";
      if (/building index "(?!pg_toast)/.test(said)) result.work = "index";
      if (isRewritten) result.work = "rewrite";
      throw new Undo();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
  return result;
}

interface Relation {
  oid: number;
  name: string;
  kind: string;
  filenode: string | null;
}

async function relations(tx: postgres.TransactionSql, kinds: string): Promise<Map<number, Relation>> {
  const rows = await tx.unsafe<Relation[]>(
    `select oid, relname as name, relkind as kind, pg_relation_filenode(oid) as filenode from pg_class
     where relnamespace = 'public'::regnamespace and relkind in (${kinds.replaceAll(/\w/g, "'$&'")})`,
  );
  return new Map(rows.map((row) => [row.oid, row]));
}

class Undo extends Error {}
