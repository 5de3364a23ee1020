import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import { kill, killEverything, succeed } from "./support/commands.js";
import { expectTrueStatus, serviceOf } from "./support/expect-true-status.js";
import { expectUpHeals } from "./support/expect-whole.js";
import { createProject, expectRows, upWithOneMoreRow } from "./support/project.js";
import {
  askRedis,
  backendBusyWith,
  onlyPid,
  postgresAnswers,
  processesOf,
  withDatabase,
} from "./support/servers.js";

const TEST_TIMEOUT_MS = 90_000;

let project: TemporaryProject;
let rows: number[] = [];
beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project[Symbol.asyncDispose]());
beforeEach(async () => {
  rows = await upWithOneMoreRow(project);
});

async function expectHealing(): Promise<void> {
  await expectUpHeals(project);
  await expectRows(project, rows);
}

test("the postmaster is killed", { timeout: TEST_TIMEOUT_MS }, async () => {
  kill(onlyPid((await processesOf(project)).postmasters), "SIGKILL");
  const report = await expectTrueStatus(project);
  expect(report.status).toBe("error");
  expect(serviceOf(report, "postgres")).toMatchObject({ state: "stopped", problem: expect.any(String) });
  expect(serviceOf(report, "redis").state).not.toBe("stopped");
  await expectHealing();
});

test("all of PostgreSQL is killed at once", { timeout: TEST_TIMEOUT_MS }, async () => {
  const { postmasters, children } = await processesOf(project);
  for (const { pid } of [...postmasters, ...children]) kill(pid, "SIGKILL");
  expect((await expectTrueStatus(project)).status).toBe("error");
  await expectHealing();
});

test("Redis is killed, and comes back empty", { timeout: TEST_TIMEOUT_MS }, async () => {
  await askRedis(project, "SET a 1");
  const { redis, postmasters } = await processesOf(project);
  kill(onlyPid(redis), "SIGKILL");
  const report = await expectTrueStatus(project);
  expect(report.status).toBe("error");
  expect(serviceOf(report, "redis").state).toBe("stopped");
  await expectHealing();
  expect(await askRedis(project, "DBSIZE")).toBe(":0");
  expect((await processesOf(project)).postmasters, "PostgreSQL was left alone").toEqual(postmasters);
});

test("everything is killed at once", { timeout: TEST_TIMEOUT_MS }, async () => {
  await killEverything(project);
  const report = await expectTrueStatus(project);
  expect(report.status).toBe("error");
  expect(report.services.map(({ state }) => state)).toEqual(["stopped", "stopped"]);
  await expectHealing();
});

test(
  "a busy backend outlives its killed postmaster, and `down` ends it",
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await leaveBusyBackendWithoutPostmaster();
    await expectTrueStatus(project);
    await succeed(project, "down");
    expect(await project.processes()).toEqual([]);
    await expectHealing();
  },
);

test(
  "a busy backend outlives its killed postmaster, and `up` ends it",
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await leaveBusyBackendWithoutPostmaster();
    await expectHealing();
  },
);

test(
  "killed backends: the server restarts itself, and is degraded after two",
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "down");
    await writeFile(historyFile(), "");
    await succeed(project, "up");
    const before = onlyPid((await processesOf(project)).postmasters);

    await killBackend();
    const once = serviceOf(await expectTrueStatus(project), "postgres");
    expect(once).toMatchObject({ state: "healthy", recentRestarts: 1, ref: String(before) });

    await killBackend();
    const twice = serviceOf(await expectTrueStatus(project), "postgres");
    expect(twice).toMatchObject({ state: "degraded", recentRestarts: 2, ref: String(before) });
    await expectHealing();
    expect(onlyPid((await processesOf(project)).postmasters), "`up` left it alone").toBe(before);
  },
);

test(
  "Redis killed again and again is degraded, and healthy when that is long ago",
  { timeout: TEST_TIMEOUT_MS },
  async () => {
    await succeed(project, "down");
    await writeFile(historyFile(), "");
    await succeed(project, "up");
    for (const expected of ["healthy", "degraded"]) {
      kill(onlyPid((await processesOf(project)).redis), "SIGKILL");
      await succeed(project, "up");
      expect(serviceOf(await expectTrueStatus(project), "redis").state).toBe(expected);
    }
    await ageHistory(11 * 60_000);
    expect(serviceOf(await expectTrueStatus(project), "redis").state).toBe("healthy");
    await expectHealing();
  },
);

async function leaveBusyBackendWithoutPostmaster(): Promise<void> {
  const { postmasters } = await processesOf(project);
  const busy = withDatabase(
    project,
    (sql) => sql`select count(*) from generate_series(1, 100000000000)`,
  ).catch(
    () => undefined, // it is to be killed
  );
  const pid = await backendBusyWith(project, "generate_series(1, 100000000000)");
  kill(onlyPid(postmasters), "SIGKILL");
  await delay(300);
  expect((await processesOf(project)).children.map((child) => child.pid)).toContain(pid);
  void busy;
}

/** Kills a backend and waits until the server has started itself over, and has written so. */
async function killBackend(): Promise<void> {
  const before = await countRestarts();
  await withDatabase(project, async (sql) => {
    const [backend] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    kill(backend?.pid ?? 0, "SIGKILL");
    await sql`select 1`;
  }).catch(() => undefined); // the connection is cut, which is the point
  await eventually("it starts itself over", async () => (await countRestarts()) > before || undefined);
  await eventually("it answers again", async () => (await postgresAnswers(project)) || undefined);
}

async function countRestarts(): Promise<number> {
  const folder = join(project.dir, ".infra/tilemud/postgres/log");
  const logs = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  return logs.join("").split("all server processes terminated; reinitializing").length - 1;
}

function historyFile(): string {
  return join(project.dir, ".infra/tilemud/history.jsonl");
}

/** As if that much time had gone by since each event. */
async function ageHistory(ms: number): Promise<void> {
  const text = await readFile(historyFile(), "utf8");
  const older = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { at: string })
    .map((event) => JSON.stringify({ ...event, at: new Date(Date.parse(event.at) - ms).toISOString() }));
  await writeFile(historyFile(), `${older.join("\n")}\n`);
}
