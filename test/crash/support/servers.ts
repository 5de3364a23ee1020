import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";
import type { TemporaryProject } from "../../support/temporary-project.js";

/** A loaded machine is slow, not wrong. */
const ANSWER_TIMEOUT_MS = 10_000;

export interface Process {
  pid: number;
  commandLine: string;
}

/** Who works in the project, by what each is. Told apart by command line only, apart from how the product does it. */
export interface Processes {
  postmasters: Process[];
  redis: Process[];
  /** PostgreSQL's own: checkpointer, backends and so on. */
  children: Process[];
  /** `initdb`, single-user PostgreSQL and whatever else. */
  others: Process[];
}

export async function processesOf(project: TemporaryProject): Promise<Processes> {
  const found: Processes = { postmasters: [], redis: [], children: [], others: [] };
  for (const { pid, commandLine } of await project.processes())
    found[kindOf(commandLine)].push({ pid, commandLine });
  return found.postmasters.length > 1 ? withoutUntitled(found) : found;
}

/** A child that serves a client has its server's command line until the client has said who it is. */
function withoutUntitled(found: Processes): Processes {
  const pids = found.postmasters.map(({ pid }) => pid);
  const postmasters: Process[] = [];
  const children = [...found.children];
  for (const each of found.postmasters) {
    const parent = parentOf(each.pid);
    if (parent !== undefined) (pids.includes(parent) ? children : postmasters).push(each);
  }
  return { ...found, postmasters, children };
}

/** `undefined` when the process has ended meanwhile. */
export function parentOf(pid: number): number | undefined {
  try {
    return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return undefined; // ps ends with 1 when there is no such process
  }
}

function kindOf(commandLine: string): keyof Processes {
  if (/\/postgres -D /.test(commandLine)) return "postmasters";
  if (commandLine.startsWith("postgres: ")) return "children";
  return /(redis|valkey)-server /.test(commandLine) ? "redis" : "others";
}

/** Does PostgreSQL let the configured user in, and run a query? */
export async function postgresAnswers(project: TemporaryProject): Promise<boolean> {
  return withDatabase(project, async (sql) => {
    await sql`select 1`;
    return true;
  }).catch(() => false); // whatever the reason, it does not answer
}

/** Work on the project's database, logged in with what the configuration says (not with what was written down). */
export async function withDatabase<T>(
  project: TemporaryProject,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres({
    host: "127.0.0.1",
    port: Number(project.env["TILEMUD_PG_PORT"]),
    user: "tilemud",
    password: passwordOf(project),
    database: "tilemud",
    max: 1,
    connect_timeout: ANSWER_TIMEOUT_MS / 1000,
    onnotice: () => undefined,
  });
  const deadline = setTimeout(() => void sql.end({ timeout: 0 }), 4 * ANSWER_TIMEOUT_MS);
  try {
    return await work(sql);
  } finally {
    clearTimeout(deadline);
    await sql.end({ timeout: 0 });
  }
}

export function passwordOf({ env }: TemporaryProject): string {
  return env["TILEMUD_PG_PASSWORD"] ?? "tilemud_dev_pw";
}

/** Sends one command to Redis; `undefined` when nobody answers. */
export async function askRedis(project: TemporaryProject, command: string): Promise<string | undefined> {
  const socket = connect({ host: "127.0.0.1", port: Number(project.env["TILEMUD_REDIS_PORT"]) });
  return new Promise<string | undefined>((resolve) => {
    const end = (answer: string | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => end(undefined));
    socket.once("error", () => end(undefined));
    socket.once("close", () => end(undefined));
    socket.once("data", (data) => end(data.toString("utf8").trim()));
    socket.write(`${command}\r\n`);
  });
}

export async function redisAnswers(project: TemporaryProject): Promise<boolean> {
  return (await askRedis(project, "PING")) === "+PONG";
}

/** The process id of what there has to be one of. */
export function onlyPid(processes: readonly Process[]): number {
  const [only, ...more] = processes;
  if (only === undefined || more.length > 0) throw new Error(`not one: ${JSON.stringify(processes)}`);
  return only.pid;
}

/** Waits until a statement that holds this text is at work. Returns the process that carries it out. */
export async function backendBusyWith(project: TemporaryProject, text: string): Promise<number> {
  for (let looks = 0; looks < 400; looks++) {
    const pid = await withDatabase(project, async (sql) => {
      const found = await sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where position(${text} in query) > 0 and state = 'active' and pid <> pg_backend_pid()`;
      return found[0]?.pid;
    });
    if (pid !== undefined) return pid;
    await delay(25);
  }
  throw new Error(`no statement with ${text} was seen`);
}
