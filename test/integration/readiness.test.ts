import { expect, test } from "vitest";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import { TemporaryProject } from "../support/temporary-project.js";

test("a setting that PostgreSQL refuses: 2 with its own words, and Redis is stopped again", async () => {
  await using project = await TemporaryProject.create({
    config: { postgres: { serverSettings: { work_mem: "plenty" } } },
  });
  const { exitCode, stderr, durationMs } = await project.infra("up");
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(
    /^ERROR: Postgres ended while it was starting \(exit code 1\): .*invalid value for parameter "work_mem": "plenty"/,
  );
  expect(stderr).toMatch(/Fix postgres\.serverSettings\.work_mem in \S+infra\.config\.json/);
  expect(await project.servers()).toEqual([]);
  // It ended by itself: nobody waits for the deadline of 30 s.
  expect(durationMs).toBeLessThan(28_000);

  await project.write("infra.config.json", "{}");
  await project.succeed("up");
});

test("a setting that Redis refuses: 2 with the directive", async () => {
  await using project = await TemporaryProject.create({
    config: { redis: { serverSettings: { maxmemory: "plenty" } } },
  });
  const { exitCode, stderr } = await project.infra("up");
  expect(stderr).toMatch(/^ERROR: Redis ended while it was starting \(exit code 1\): maxmemory /);
  expect(stderr).toContain("redis.serverSettings.maxmemory");
  expect(exitCode).toBe(2);
  expect(await project.servers()).toEqual([]);
});

test("no time to become healthy: 13 with the last probe's failure, and nothing is left running", async () => {
  await using project = await TemporaryProject.create({ env: { INFRA_HEALTH_TIMEOUT_MS: "1" } });
  const { exitCode, document } = await project.json<{ error: { details: Record<string, unknown> } }>("up");
  expect(exitCode).toBe(13);
  expect(document.error).toMatchObject({ code: "NOT_HEALTHY", details: { timeoutMs: 1 } });
  expect(document.error.details["lastFailure"]).toMatch(/last probe of (postgres|redis): \S/);
  expect(await project.servers()).toEqual([]);
  expect((await project.json("status")).document).toMatchObject({ status: "stopped" });
});

test("a server that hangs: status tells it, up lets it go on, down ends it", async () => {
  await using project = await TemporaryProject.create({
    env: { INFRA_HEALTH_TIMEOUT_MS: "1500" },
    config: { health: { probeTimeoutMs: 300 } },
  });
  const patient = project.with({ INFRA_HEALTH_TIMEOUT_MS: "30000" });
  await patient.succeed("up");
  const [postgres] = await project.servers();
  if (postgres === undefined) throw new Error("no PostgreSQL to freeze");
  await runtimeUnderTest.suspend(postgres);
  const { document } = await project.json<{ services: unknown[] }>("status");
  expect(document).toMatchObject({ ok: true, status: "error" });
  expect(document.services[0]).toMatchObject({
    state: "unhealthy",
    problem: expect.stringContaining("300 ms") as string,
  });
  expect(await project.infra("run", "--no-start", "--", "true")).toMatchObject({ exitCode: 50 });
  // Whether it answers within 300 ms depends on what else the machine has to do.
  const relaxed = patient.with({ INFRA_HEALTH_PROBE_TIMEOUT_MS: "20000" });
  expect((await relaxed.json("up")).document).toMatchObject({ ok: true, unchanged: false });
  expect((await relaxed.json("status")).document).toMatchObject({ status: "ready" });
  // A container's health check has the timeout in it, so another one recreates the container.
  const isKept = runtimeUnderTest.kind === "native";
  const running = (await project.servers()).find(({ service }) => service === "postgres");
  if (running === undefined) throw new Error("no PostgreSQL to freeze again");
  if (isKept) expect(running).toEqual(postgres);
  await runtimeUnderTest.suspend(running);
  await project.succeed("down");
  expect(await project.servers()).toEqual([]);
});

test("a server that was killed: status says so, up starts it and counts the restart", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");
  const redis = (await project.servers()).find(({ service }) => service === "redis");
  if (redis === undefined) throw new Error("no Redis to kill");
  await runtimeUnderTest.kill(redis);
  const killed = await project.json<{ services: unknown[] }>("status");
  expect(killed.document).toMatchObject({ status: "error" });
  expect(killed.document.services[1]).toMatchObject({
    state: "stopped",
    problem: expect.stringMatching(/ended|exited/) as string,
  });
  await project.succeed("up");
  const again = await project.json<{ services: unknown[] }>("status");
  expect(again.document.services[1]).toMatchObject({ state: "healthy", recentRestarts: 1 });
});
