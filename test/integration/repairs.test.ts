import { createServer } from "node:net";
import { once } from "node:events";
import { basename } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { query, redis } from "../support/clients.js";
import { docker } from "../support/docker-cli.js";
import { eventually } from "../support/eventually.js";
import { expectRepair } from "../support/expect-repair.js";
import { runtimeUnderTest, type RunningServer } from "../support/runtime-under-test.js";
import { TemporaryProject } from "../support/temporary-project.js";
import type { ServiceName } from "../../src/services/service.js";
import { Sessions } from "../support/sessions.js";

const isDocker = runtimeUnderTest.kind === "docker";

describe("what runs and does not answer is repaired by `up`", () => {
  let project: TemporaryProject;
  let sessions: Sessions;
  beforeAll(async () => {
    project = await TemporaryProject.create();
    await project.succeed("up");
    await query(project, "create table kept as select generate_series(1, 1000) as i");
  });
  afterAll(() => project[Symbol.asyncDispose]());
  beforeEach(() => {
    sessions = new Sessions(project);
  });
  afterEach(() => sessions.end());

  const REDIS: [string, string[]][] = [
    ["a password", ["CONFIG", "SET", "requirepass", "secret"]],
    ["an ACL that turns its user off", ["ACL", "SETUSER", "default", "off"]],
    ["an ACL that forbids PING", ["ACL", "SETUSER", "default", "-ping"]],
    ["another port", ["CONFIG", "SET", "port", "7123"]],
    ["another address", ["CONFIG", "SET", "bind", isDocker ? "127.0.0.1" : "::1"]],
    ["a pause of its clients", ["CLIENT", "PAUSE", "600000"]],
    ["an endless script", ["EVAL", "while true do end", "0"]],
  ];
  test.each(REDIS)("Redis with %s", async (_, command) => {
    const before = await server(project, "redis");
    const answer = redis(project, ...command).catch(() => undefined);
    if (command[0] === "EVAL") await silent(project);
    else await answer;
    const said = await expectRepair(project);
    expect(said).toMatch(/^INFO {2}Restarting Redis: it is running but does not answer \(.+\)$/m);
    expect(await server(project, "redis")).not.toEqual(before);
    expect(await redis(project, "PING")).toBe("PONG");
  });

  test("Redis with no connection left", async () => {
    await redis(project, "CONFIG", "SET", "maxclients", "1");
    await using _held = await sessions.holdRedis();
    expect(await expectRepair(project)).toContain("max number of clients reached");
  });

  test.each(["postgres", "redis"] as const)(
    "%s that was paused or stopped by SIGSTOP goes on",
    async (service) => {
      const before = await server(project, service);
      await runtimeUnderTest.suspend(before);
      const doctor = await project.infra("doctor");
      expect(doctor.stdout).toMatch(/does not answer: its (container was paused|process was stopped)/);
      expect(await expectRepair(project)).toMatch(/^INFO {2}Resumed \w+: its (container|process) was /m);
      expect(await server(project, service)).toEqual(before);
    },
  );

  test("PostgreSQL that lets no session in is restarted, and its data stays", async () => {
    await sessions.run("begin; lock pg_authid in access exclusive mode; select pg_sleep(600)");
    const said = await expectRepair(project);
    expect(said).toMatch(/^INFO {2}Restarting Postgres: it is running but does not answer \(no answer/m);
  });

  test("settings of ALTER SYSTEM keep PostgreSQL neither from its port nor from its start", async () => {
    await query(project, "alter system set port = 7124");
    await query(project, "alter system set listen_addresses = '127.0.0.9'");
    await query(project, "alter system set ssl = on");
    await query(project, "alter system set logging_collector = on");
    await project.succeed("down");
    await expectRepair(project);
    await query(project, "alter system reset all");
  });

  test("PostgreSQL that ends while `up` waits for it is started again", async () => {
    const before = await server(project, "postgres");
    // A session that cannot end keeps the server in its shutdown, where it refuses logins.
    const pid = await sessions.run("select 1");
    await signal(project, pid, "STOP");
    const stopping = isDocker
      ? docker("stop", "-t", "50", before.ref)
      : void process.kill(Number(before.ref), "SIGINT");
    await eventually("it shuts down", async () =>
      query(project, "select 1").then(
        () => undefined,
        ({ code }: { code?: string }) => (code === "57P03" ? true : undefined),
      ),
    );
    const up = project.start(["up"]);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(up.child.exitCode).toBe(null);
    await signal(project, pid, "CONT");
    await sessions.end();
    await stopping;
    const { exitCode, stdout, stderr } = await up.result;
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    // An engine under load closes the port some time before it says that the container has ended.
    expect(stdout).toMatch(/^INFO {2}Starting Postgres \((its (container|process) was|it did not answer)/m);
    expect(await server(project, "postgres")).not.toEqual(before);
  });
});

test("PostgreSQL without a free connection is alive: it is not restarted, and 13 and doctor say what to do", async () => {
  const few = { max_connections: 4, superuser_reserved_connections: 0, max_wal_senders: 0 };
  await using project = await TemporaryProject.create({ config: { postgres: { serverSettings: few } } });
  await project.succeed("up");
  const before = await server(project, "postgres");
  const sessions = new Sessions(project);
  for (let count = 0; count < few.max_connections; count++) await sessions.run("select 1");
  const { exitCode, stderr } = await project.with({ INFRA_HEALTH_TIMEOUT_MS: "4000" }).infra("up");
  expect(stderr).toMatch(
    /^ERROR: Postgres did not become healthy in 4s\n {2}last probe of postgres: sorry, too many clients/m,
  );
  expect(exitCode).toBe(13);
  const hint = /→ (Postgres has no free connection.*)/.exec(stderr)?.[1];
  expect((await project.infra("doctor")).stdout).toContain(hint);
  expect(await server(project, "postgres")).toEqual(before);
  await sessions.end();
  await project.succeed("up");
});

test("PostgreSQL in recovery after a crash is not taken for one that hangs", async () => {
  await using project = await TemporaryProject.create({
    env: { INFRA_HEALTH_PROBE_TIMEOUT_MS: "500" },
    config: { postgres: { durability: "safe" } },
  });
  await project.succeed("up");
  // Gives recovery something to do.
  await query(project, "create table many as select generate_series(1, 2000000) as i");
  const victim = await server(project, "postgres");
  const [checkpointer] = await query<{ pid: number }>(
    project,
    "select pid from pg_stat_activity where backend_type = 'checkpointer'",
  );
  await signal(project, checkpointer?.pid ?? 0, "KILL");
  const { stdout } = await project.succeed("up");
  expect(stdout).not.toContain("Restarting");
  expect(await server(project, "postgres")).toEqual(victim);
  expect(await query(project, "select count(*)::int from many")).toEqual([{ count: 2_000_000 }]);
});

test("a port that is taken after it was checked: 11 with its holder", async () => {
  await using project = await TemporaryProject.create();
  const up = project.start(["up"]);
  await eventually("PostgreSQL is being started", async () =>
    up.said().includes("Starting Postgres") ? true : undefined,
  );
  const listener = createServer((socket) => socket.destroy()).listen({
    host: "127.0.0.1",
    port: project.ports.postgres,
  });
  await once(listener, "listening");
  try {
    const { exitCode, stderr } = await up.result;
    expect(stderr).toMatch(
      new RegExp(
        `^ERROR: Port ${project.ports.postgres} in use by .*${basename(process.execPath)} \\(pid ${process.pid}\\)`,
        "m",
      ),
    );
    expect(stderr).toContain("TILEMUD_PG_PORT=");
    expect(exitCode).toBe(11);
    expect(await project.servers()).toEqual([]);
  } finally {
    listener.close();
    await once(listener, "close");
  }
  await project.succeed("up");
});

/** `up` brings it back, with all rows, and has nothing to do afterwards. */
async function server(project: TemporaryProject, service: ServiceName): Promise<RunningServer> {
  const found = (await project.servers()).find((each) => each.service === service);
  if (found === undefined) throw new Error(`${service} does not run`);
  return found;
}

/** Sends a signal to a process of PostgreSQL by the number that PostgreSQL itself has for it. */
async function signal(project: TemporaryProject, pid: number, name: "STOP" | "CONT" | "KILL"): Promise<void> {
  if (isDocker) await docker("exec", project.names.postgres, "sh", "-c", `kill -${name} ${pid}`);
  else process.kill(pid, `SIG${name}`);
}

async function silent(project: TemporaryProject): Promise<void> {
  await eventually("Redis does not answer", async () => {
    const { document } = await project.json<{ services: { state: string }[] }>("status");
    return document.services[1]?.state === "healthy" ? undefined : true;
  });
}
