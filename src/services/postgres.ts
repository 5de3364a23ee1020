import type { PostgresConfig, ResolvedConfig } from "../config/resolved.js";
import { messageOf } from "../errors/message.js";
import type { Secret } from "../errors/secret.js";
import { withDeadline } from "../system/deadline.js";
import type { ProbeResult, ProbeTarget } from "./probe.js";
import type { InfraService } from "./service.js";

export const POSTGRES_DEFAULT_PORT = 5432;

/** PostgreSQL as a service, whatever runs it. */
export function describePostgres(config: ResolvedConfig): Omit<InfraService, "state"> {
  return {
    name: "postgres",
    image: config.postgres.image,
    healthcheck: {
      cmd: ["pg_isready", "-h", "127.0.0.1", "-U", config.postgres.user, "-d", config.postgres.database],
      interval: config.health.intervalMs,
      timeout: config.health.probeTimeoutMs,
      retries: config.health.retries,
    },
    defaultPort: POSTGRES_DEFAULT_PORT,
    envPortVar: `${config.variablePrefix}PG_PORT`,
    persistence: true,
    volume: config.postgres.volume,
  };
}

/** Logs in as the configured user and runs a query: the only proof that an application can. */
export async function probePostgres(
  target: ProbeTarget,
  login: Pick<PostgresConfig, "user" | "database"> & { password: Secret },
): Promise<ProbeResult> {
  const { default: postgres } = await import("postgres");
  const sql = postgres({
    host: target.host,
    port: target.port,
    user: login.user,
    password: login.password.reveal(),
    database: login.database,
    max: 1,
    ssl: false,
    fetch_types: false,
    // The deadline below is to come first: it says in plain words what the library calls `write CONNECT_TIMEOUT`.
    connect_timeout: (2 * target.timeoutMs) / 1000,
    connection: { application_name: "infra probe" },
    onnotice: () => undefined,
  });
  const deadline = withDeadline(target.timeoutMs, target.signal);
  try {
    const rows = await abortable(
      sql<{ version: string }[]>`select current_setting('server_version') as version`,
      deadline,
    );
    return { ok: true, detail: `PostgreSQL ${rows[0]?.version ?? "of unknown version"}` };
  } catch (error) {
    target.signal.throwIfAborted();
    if (deadline.aborted)
      return { ok: false, kind: "not-ready", reason: `no answer within ${target.timeoutMs} ms` };
    return { ok: false, kind: failureKind(error), reason: messageOf(error) };
  } finally {
    // The answer is in; a polite goodbye to a server that hangs would only cost time.
    void sql.end({ timeout: 0 });
  }
}

const CREDENTIAL_STATES = new Set(["28P01", "28000"]);
const DATABASE_MISSING_STATE = "3D000";

function failureKind(error: unknown): Exclude<ProbeResult, { ok: true }>["kind"] {
  const code = (error as { code?: string }).code ?? "";
  if (CREDENTIAL_STATES.has(code)) return "credentials";
  if (code === DATABASE_MISSING_STATE) return "database-missing";
  return /^[0-9A-Z]{5}$/.test(code) && code !== "EPIPE" ? "not-ready" : "unreachable";
}

async function abortable<T>(work: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).then(() => signal.removeEventListener("abort", onAbort));
  });
}

/**
 * Creates the configured database, logging in to the maintenance database that every cluster has. Does nothing if it is
 * there meanwhile.
 */
export async function createDatabase(
  endpoint: { host: string; port: number },
  login: Pick<PostgresConfig, "user" | "database" | "password">,
): Promise<void> {
  const { default: postgres } = await import("postgres");
  const sql = postgres({
    ...endpoint,
    user: login.user,
    password: login.password.reveal(),
    database: "postgres",
    max: 1,
    ssl: false,
    fetch_types: false,
    connect_timeout: 10,
    connection: { application_name: "infra" },
    onnotice: () => undefined,
  });
  try {
    await sql`create database ${sql(login.database)}`;
  } catch (error) {
    const duplicateDatabase = "42P04";
    if ((error as { code?: string }).code !== duplicateDatabase) throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
