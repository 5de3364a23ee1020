import { canonicalVariable } from "../config/variables.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { abortable, withDeadline } from "../system/deadline.js";
import { databaseArgument } from "./first-start.js";
import { connectPostgres } from "../postgres/connect.js";
import type { Login } from "../postgres/login.js";
import { requireServerSpeaks } from "./postgres-speaks.js";
import type { ProbeResult, ProbeTarget } from "./probe.js";
import { refusedLogin } from "./refused-login.js";
import type { InfraService } from "./service.js";

export const POSTGRES_DEFAULT_PORT = 5432;

/** PostgreSQL as a service, whatever runs it. */
export function describePostgres(config: ResolvedConfig): Omit<InfraService, "state"> {
  const { user, database } = config.postgres;
  return {
    name: "postgres",
    image: config.postgres.image,
    healthcheck: {
      cmd: ["pg_isready", "-h", "127.0.0.1", "-U", user, "-d", databaseArgument(database)],
      interval: config.health.intervalMs,
      timeout: config.health.probeTimeoutMs,
      retries: config.health.retries,
    },
    defaultPort: POSTGRES_DEFAULT_PORT,
    envPortVar: canonicalVariable("postgres.port", config.name),
    persistence: true,
    volume: config.postgres.volume,
  };
}

/** Logs in as the configured user and runs a query: the only proof that an application can. */
export async function probePostgres(target: ProbeTarget, login: Login): Promise<ProbeResult> {
  const deadline = withDeadline(target.timeoutMs, target.signal);
  try {
    // Loaded while the server starts, when there is time for it.
    await Promise.all([requireServerSpeaks(target), import("postgres")]);
    const { version, dataDirectory } = await askServer(target, login, deadline);
    return { ok: true, detail: `PostgreSQL ${version}`, ...(dataDirectory !== null && { dataDirectory }) };
  } catch (error) {
    target.signal.throwIfAborted();
    if (deadline.aborted)
      return { ok: false, kind: "silent", reason: `no answer within ${target.timeoutMs} ms` };
    return refusedLogin(error);
  }
}

async function askServer(
  { host, port, timeoutMs }: ProbeTarget,
  login: Login,
  deadline: AbortSignal,
): Promise<ServerFacts> {
  // This deadline is shorter than that of the library, whose message (`write CONNECT_TIMEOUT`) is less clear.
  const connectTimeoutMs = 2 * timeoutMs;
  const sql = await connectPostgres(
    { ...login, host, port },
    { applicationName: "infra probe", connectTimeoutMs },
  );
  try {
    // Not `current_setting` for the directory: it fails for those who may not know, where the view shows them nothing.
    const query = sql<ServerFacts[]>`
      select pg_catalog.current_setting('server_version') as version,
        (select setting from pg_catalog.pg_settings where name = 'data_directory') as "dataDirectory"`;
    const [facts] = await abortable(query, deadline);
    return facts ?? { version: "of unknown version", dataDirectory: null };
  } finally {
    // The answer was received; an orderly end of the session would only cost time if the server hangs.
    void sql.end({ timeout: 0 });
  }
}

interface ServerFacts {
  version: string;
  dataDirectory: string | null;
}
