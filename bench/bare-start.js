// The least a program must do to start PostgreSQL and get an answer: spawn, log in, ask. A process of its own, because
// `infra up` is one too; leaves the server running and prints its pid.
import { spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

const { command, args, env, cwd, logFile, login } = JSON.parse(process.env.BARE_START);
const log = await open(logFile, "a");
const server = spawn(command, args, { env, cwd, detached: true, stdio: ["ignore", log.fd, log.fd] });
await log.close();
await firstQuery(Date.now() + 30_000);
server.unref();
process.stdout.write(String(server.pid));

async function firstQuery(deadline) {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`postgres ended with exit code ${server.exitCode}`);
    const sql = postgres({ host: "127.0.0.1", ...login, database: "postgres", max: 1, fetch_types: false });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error("postgres did not answer in 30s", { cause: error });
      await delay(5);
    } finally {
      await sql.end({ timeout: 0 });
    }
  }
}
