import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceName } from "../../src/services/service.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import { infra, kill, succeed } from "./support/commands.js";
import { expectTrueStatus, serviceOf } from "./support/expect-true-status.js";
import { expectUpHeals } from "./support/expect-whole.js";
import { createProject, expectRows, upWithOneMoreRow } from "./support/project.js";
import { processesOf, type Processes } from "./support/servers.js";

const TEST_TIMEOUT_MS = 120_000;
const HEALTH_TIMEOUT_MS = 2_000;

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
  "$what hangs: status says so, `up` fails in time, `down` ends it",
  { timeout: TEST_TIMEOUT_MS },
  async ({ service, of }) => {
    for (const { pid } of of(await processesOf(project))) kill(pid, "SIGSTOP");

    const hung = serviceOf(await expectTrueStatus(project), service);
    expect(hung).toMatchObject({ state: "unhealthy", problem: expect.stringContaining("no answer") });

    const up = await infra(project, ["up"], { env: { INFRA_HEALTH_TIMEOUT_MS: String(HEALTH_TIMEOUT_MS) } });
    expect(up.exitCode, up.stderr).toBe(13);
    expect(up.stderr).toMatch(/^ERROR: \w+ did not become healthy in 2s/m);
    // Of the two seconds, not of the thirty that are usual.
    expect(up.durationMs).toBeLessThan(HEALTH_TIMEOUT_MS + 20_000);

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
