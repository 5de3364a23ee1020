import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { DatabaseAddress } from "../../src/postgres/login.js";
import { runtimeUnderTest } from "./runtime-under-test.js";
import { startInContainer } from "./scratch-postgres-container.js";
import { startNatively } from "./scratch-postgres-native.js";
import type { ScratchServer } from "./scratch-server.js";

/** A PostgreSQL server of the test's own. */
export interface ScratchPostgres {
  /** Login of a superuser, for the database `postgres`. */
  address: DatabaseAddress;
  /** Process id of the server, to be killed at will. */
  pid(): Promise<number>;
  /** Makes an empty database and returns its address. */
  createDatabase(name: string): Promise<DatabaseAddress>;
  /** A client for looking around; `end()` it. */
  client(address: DatabaseAddress, options?: postgres.Options<Record<string, never>>): postgres.Sql;
  /** Starts the server again after it was killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A server wherever the suite runs its servers: a process, or a container. */
export async function startScratchPostgres(): Promise<ScratchPostgres> {
  const server = await (runtimeUnderTest.kind === "docker" ? startInContainer() : startNatively());
  await untilAnswers(server);
  return {
    address: server.address,
    pid: () => server.pid(),
    client,
    async createDatabase(name) {
      const sql = client(server.address);
      try {
        await sql`create database ${sql(name)}`;
      } finally {
        await sql.end();
      }
      return { ...server.address, database: name };
    },
    async restart() {
      await server.restart();
      await untilAnswers(server);
    },
    stop: () => server.stop(),
  };
}

async function untilAnswers(server: ScratchServer): Promise<void> {
  const deadline = performance.now() + 40_000;
  while (!(await answers(server.address))) {
    if (performance.now() > deadline) throw new Error(`no server:\n${await server.log()}`);
    await sleep(50);
  }
}

async function answers(address: DatabaseAddress): Promise<boolean> {
  const sql = client(address);
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false; // not up yet: the caller has the deadline
  } finally {
    await sql.end();
  }
}

function client(
  { host, port, user, password, database }: DatabaseAddress,
  options: postgres.Options<Record<string, never>> = {},
): postgres.Sql {
  return postgres({
    host,
    port,
    user,
    database,
    password: password.reveal(),
    max: 4,
    onnotice: () => undefined,
    ...options,
  });
}
