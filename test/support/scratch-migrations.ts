import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { InfraError } from "../../src/errors/infra-error.js";
import type { InfraEvent } from "../../src/events.js";
import type { MigrateOptions } from "../../src/migrations/model/options.js";
import { startScratchPostgres, type ScratchPostgres } from "./scratch-postgres.js";

/** An empty migrations folder and an empty database for each test of a file, on one server for all of them. */
export interface ScratchMigrations {
  readonly server: ScratchPostgres;
  readonly options: MigrateOptions & { ledgerFile: string };
  /** What was told since the test began. */
  readonly events: readonly InfraEvent[];
  /** A client for looking around. */
  readonly sql: postgres.Sql;
  /** Puts files into the folder. */
  write(files: Record<string, string | Buffer>): Promise<void>;
  remove(...names: string[]): Promise<void>;
  /** Names in the ledger, in their order. */
  recorded(): Promise<string[]>;
  exists(relation: string): Promise<boolean>;
  /** The JSON copy. */
  copy(): Promise<{ applied: { filename: string }[] }>;
}

/** Call it at the top of a test file: it registers the hooks. */
export function scratchMigrations(): ScratchMigrations {
  let server: ScratchPostgres;
  let databases = 0;
  const state = {} as {
    options: MigrateOptions & { ledgerFile: string };
    sql: postgres.Sql;
    events: InfraEvent[];
  };

  beforeAll(async () => {
    server = await startScratchPostgres();
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), "migrations-"));
    await mkdir(join(folder, "migrations"));
    databases += 1;
    const connection = await server.createDatabase(`test_${databases}`);
    state.sql = server.client(connection);
    state.events = [];
    state.options = {
      connection,
      directory: join(folder, "migrations"),
      ledgerFile: join(folder, "ledger.json"),
      allowOutOfOrder: false,
      lockTimeoutMs: 0,
      statementTimeoutMs: 0,
      waitMs: 30_000,
      toolVersion: "1.2.3",
      context: { emit: (event) => state.events.push(event), signal: new AbortController().signal },
    };
  });
  afterEach(async () => {
    await state.sql.end();
    await rm(join(state.options.directory, ".."), { recursive: true });
  });

  return {
    get server() {
      return server;
    },
    get options() {
      return state.options;
    },
    get events() {
      return state.events;
    },
    get sql() {
      return state.sql;
    },
    async write(files) {
      for (const [name, content] of Object.entries(files)) {
        await writeFile(join(state.options.directory, name), content);
      }
    },
    async remove(...names) {
      for (const name of names) await rm(join(state.options.directory, name));
    },
    async recorded() {
      const rows = await state.sql<{ filename: string }[]>`
        select filename from public.schema_migrations order by 1`;
      return rows.map(({ filename }) => filename);
    },
    async exists(relation) {
      const [row] = await state.sql<
        { found: boolean }[]
      >`select to_regclass(${relation}) is not null as found`;
      return row?.found === true;
    },
    async copy() {
      return JSON.parse(await readFile(state.options.ledgerFile, "utf8")) as {
        applied: { filename: string }[];
      };
    },
  };
}

/** The error that `work` ends with. */
export async function failureOf(work: Promise<unknown>): Promise<InfraError> {
  const error = await work.then(
    () => new Error("it did not fail"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof InfraError) return error;
  throw error;
}
