import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceName } from "../../src/services/service.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import { infra, kill, succeed } from "./support/commands.js";
import { expectTrueStatus, serviceOf } from "./support/expect-true-status.js";
import { expectUpHeals } from "./support/expect-whole.js";
import { createProject, expectRows, upWithOneMoreRow } from "./support/project.js";
import { processesOf, type Processes } from "./support/servers.js";

const TEST_TIMEOUT_MS = 120_000;

let project: TemporaryProject;
let rows: number[] = [];
beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project[Symbol.asyncDispose]());
beforeEach(async () => {
  rows = await upWithOneMoreRow(project);
});

afterEach(async () => {
  // A test that failed half-way must not leave the next one with servers that hang.
  for (const { pid } of await project.processes()) kill(pid, "SIGCONT");
});

const VICTIMS: { what: string; service: ServiceName; of: (all: Processes) => { pid: number }[] }[] = [
  { what: "the postmaster", service: "postgres", of: ({ postmasters }) => postmasters },
  { what: "all of PostgreSQL", service: "postgres", of: (all) => [...all.postmasters, ...all.children] },
  { what: "Redis", service: "redis", of: ({ redis }) => redis },
];

test.each(VICTIMS)(
  "$what hangs: status says so, `up` lets it go on, and `down` ends it when it hangs again",
  { timeout: TEST_TIMEOUT_MS },
  async ({ service, of }) => {
    for (const { pid } of of(await processesOf(project))) kill(pid, "SIGSTOP");

    const hung = serviceOf(await expectTrueStatus(project), service);
    expect(hung).toMatchObject({ state: "unhealthy", problem: expect.stringContaining("no answer") });

    const up = await infra(project, ["up"]);
    expect({ exitCode: up.exitCode, stderr: up.stderr }).toMatchObject({ exitCode: 0 });
    expect(up.stdout).toMatch(/^INFO {2}Resumed \w+: its process was stopped \(SIGSTOP\)$/m);
    expect(up.stdout).not.toContain("Restarting");
    expect(up.durationMs).toBeLessThan(20_000);
    for (const { pid } of of(await processesOf(project))) kill(pid, "SIGSTOP");

    const down = await succeed(project, "down");
    expect(await project.processes()).toEqual([]);
    // It does not wait for its request to end to be heeded, which has thirty seconds.
    expect(down.durationMs).toBeLessThan(28_000);
    await expectUpHeals(project);
    await expectRows(project, rows);
  },
);

test.each(VICTIMS)("$what hangs and is killed", { timeout: TEST_TIMEOUT_MS }, async ({ of }) => {
  const victims = of(await processesOf(project));
  for (const { pid } of victims) kill(pid, "SIGSTOP");
  for (const { pid } of victims) kill(pid, "SIGKILL");
  await expectTrueStatus(project);
  await expectUpHeals(project);
  await expectRows(project, rows);
});
