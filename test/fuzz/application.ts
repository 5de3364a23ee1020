import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import type { TemporaryProject } from "../support/temporary-project.js";
import { Finding } from "./finding.js";

const PAUSE_MS = 25;
const RETRY_MS = 150;

/**
 * An application that writes one row after the other while all kinds of things are done to its server, and knows which of
 * them the server has confirmed. The numbers of the rows rise with time.
 */
export class Application {
  /** Rows that have to be there, in the order in which they were written. */
  private confirmed: number[] = [];
  /** Rows that were sent and never confirmed: there or not. */
  private readonly doubtful = new Set<number>();
  private last = 0;
  private stop: () => Promise<void> = async () => {};

  get rows(): number {
    return this.confirmed.length;
  }

  start(project: TemporaryProject): void {
    const stopping = new AbortController();
    const work = this.writeUntil(project, stopping.signal);
    this.stop = async () => {
      stopping.abort();
      await work;
    };
  }

  async stopWriting(): Promise<void> {
    await this.stop();
    this.stop = async () => {};
  }

  /**
   * Compares what is there with what was confirmed.
   *
   * @param mayBeLost data was removed since the last check: the rows from before are gone then, all of them, and those that
   *   were written later are there
   */
  check(found: readonly number[], mayBeLost: boolean): void {
    const invented = found.filter((id) => !this.confirmed.includes(id) && !this.doubtful.has(id));
    if (invented.length > 0) throw new Finding(`rows that were never written: ${invented.join(", ")}`);
    const first = mayBeLost ? Math.min(...found) : 0;
    const lost = this.confirmed.filter((id) => id >= first && !found.includes(id));
    if (lost.length > 0) {
      throw new Finding(
        `${lost.length} of ${this.confirmed.length} confirmed rows are lost: ${lost.join(", ")} (there: ${found.join(", ")})`,
      );
    }
    this.confirmed = found.toSorted((a, b) => a - b);
  }

  private async writeUntil(project: TemporaryProject, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // No file, no server, no table, another password by now: it is up to what runs next.
      await this.writeOnOneConnection(project, signal).catch(() => undefined);
      await delay(RETRY_MS);
    }
  }

  private async writeOnOneConnection(project: TemporaryProject, signal: AbortSignal): Promise<void> {
    const { PGPORT, PGUSER, PGPASSWORD, PGDATABASE } = await project.variables();
    const sql = postgres({
      host: "127.0.0.1",
      port: Number(PGPORT),
      user: PGUSER ?? "",
      password: PGPASSWORD ?? "",
      database: PGDATABASE ?? "",
      max: 1,
      connect_timeout: 2,
      // What it asks on its own account at first has nobody who hears of its failure.
      fetch_types: false,
      onnotice: () => undefined,
    });
    const end = () => void sql.end({ timeout: 0 }).catch(() => undefined); // as is told by what waits
    signal.addEventListener("abort", end);
    try {
      while (!signal.aborted) {
        await this.writeOne(sql);
        await delay(PAUSE_MS);
      }
    } finally {
      signal.removeEventListener("abort", end);
      await sql.end({ timeout: 0 });
    }
  }

  private async writeOne(sql: postgres.Sql): Promise<void> {
    const id = ++this.last;
    this.doubtful.add(id);
    await sql`insert into kept values (${id})`;
    this.doubtful.delete(id);
    this.confirmed.push(id);
  }
}
