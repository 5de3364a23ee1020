import { once } from "node:events";
import { connect, type Socket } from "node:net";
import postgres from "postgres";
import { eventually } from "./eventually.js";
import type { TemporaryProject } from "./temporary-project.js";

/** Connections that a test leaves open while commands run. */
export class Sessions {
  readonly #open: postgres.Sql[] = [];

  constructor(readonly project: TemporaryProject) {}

  /** Starts statements and does not wait for their end. @returns the process of the session, once it works on the last one */
  async run(statements: string): Promise<number> {
    const { DATABASE_URL = "" } = await this.project.variables();
    const sql = postgres(DATABASE_URL, { max: 1, connect_timeout: 10, onnotice: () => undefined });
    this.#open.push(sql);
    const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    // How it ends is of no interest: the server or the test cuts it off.
    sql
      .unsafe(statements)
      .simple()
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return row?.pid ?? 0;
  }

  /** A connection to Redis that does nothing. */
  async holdRedis(): Promise<AsyncDisposable> {
    // The connection of a command before may not be gone yet, and this one is refused then.
    const socket = await eventually("Redis lets a client in", () => this.#connectToRedis());
    return { [Symbol.asyncDispose]: async () => void socket.destroy() };
  }

  async #connectToRedis(): Promise<Socket | undefined> {
    const socket = connect({ host: "127.0.0.1", port: this.project.ports.redis });
    socket.on("error", () => undefined).write("PING\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (answer.toString().startsWith("+PONG")) return socket;
    socket.destroy();
    return undefined;
  }

  async end(): Promise<void> {
    await Promise.all(this.#open.splice(0).map((sql) => sql.end({ timeout: 0 })));
  }
}
