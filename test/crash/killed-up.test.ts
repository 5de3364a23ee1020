import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TemporaryProject } from "../support/temporary-project.js";
import { inTime, killDuring, succeed, type Kill } from "./support/commands.js";
import { expectTrueStatus } from "./support/expect-true-status.js";
import { expectUpHeals, expectWhole } from "./support/expect-whole.js";
import { moments } from "./support/moments.js";
import { addMigrations, createProject, expectRows, keepRow } from "./support/project.js";
import { backendBusyWith } from "./support/servers.js";

const TEST_TIMEOUT_MS = 120_000;

/** Twenty moments for the command alone; what it started lives on, which is harder than a clean sweep. */
const VICTIMS: { whom: Kill["whom"]; first: number; later: number; pending: number }[] = [
  { whom: "command", first: 9, later: 5, pending: 6 },
  { whom: "everything", first: 3, later: 2, pending: 2 },
];

describe.each(VICTIMS)("`infra up` is killed ($whom)", ({ whom, first, later, pending }) => {
  describe("while it makes the environment", () => {
    let durationMs: number;
    beforeAll(async () => {
      await using project = await createProject();
      ({ durationMs } = await succeed(project, "up"));
    });

    test.each(moments(`first ${whom}`, first))("$title", { timeout: TEST_TIMEOUT_MS }, async ({ share }) => {
      await using project = await createProject();
      await killDuring(project, { args: ["up"], afterMs: share * durationMs, whom }, () =>
        succeed(project, "reset"),
      );
      await expectTrueStatus(project);
      await expectUpHeals(project);
    });
  });

  describe("while it starts the services on existing data", () => {
    let project: TemporaryProject;
    let durationMs: number;
    const rows: number[] = [];
    beforeAll(async () => {
      project = await createProject();
      await succeed(project, "up");
      await succeed(project, "down");
      ({ durationMs } = await succeed(project, "up"));
    });
    afterAll(() => project[Symbol.asyncDispose]());

    test.each(moments(`later ${whom}`, later))("$title", { timeout: TEST_TIMEOUT_MS }, async ({ share }) => {
      rows.push(rows.length);
      await keepRow(project, rows.length - 1);
      await killDuring(project, { args: ["up"], afterMs: share * durationMs, whom }, () =>
        succeed(project, "down"),
      );
      await expectTrueStatus(project);
      await expectUpHeals(project);
      await expectRows(project, rows);
    });
  });

  describe("while it migrates", () => {
    let project: TemporaryProject;
    let durationMs: number;
    let next = 10;
    const rows: number[] = [];
    beforeAll(async () => {
      project = await createProject();
      await succeed(project, "up");
      await addMigrations(project, next);
      ({ durationMs } = await succeed(project, "up"));
    });
    afterAll(() => project[Symbol.asyncDispose]());

    test.each(moments(`pending ${whom}`, pending))(
      "$title",
      { timeout: TEST_TIMEOUT_MS },
      async ({ share }) => {
        rows.push(rows.length);
        await keepRow(project, rows.length - 1);
        await killDuring(project, { args: ["up"], afterMs: share * durationMs, whom }, () => {
          next += 2;
          return addMigrations(project, next);
        });
        await expectTrueStatus(project);
        await expectUpHeals(project);
        await expectRows(project, rows);
      },
    );
  });
});

test("a killed `up` does not leave a long migration at work", { timeout: TEST_TIMEOUT_MS }, async () => {
  await using project = await createProject();
  await succeed(project, "up");
  await addMigrations(project, 10, 600);
  const up = project.start(["up"]);
  await backendBusyWith(project, "pg_sleep(600)");
  up.child.kill("SIGKILL");
  await inTime(up, "infra up");
  await addMigrations(project, 10, 0);
  const { durationMs } = await succeed(project, "up");
  expect(durationMs).toBeLessThan(20_000);
  await expectWhole(project);
});
