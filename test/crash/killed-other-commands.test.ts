import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nativeLayout, socketDirectory } from "../../src/runtime/native/layout.js";
import { eventually } from "../support/eventually.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import { inTime, kill, killDuring, succeed } from "./support/commands.js";
import { expectTrueStatus } from "./support/expect-true-status.js";
import { expectUpHeals, expectWhole } from "./support/expect-whole.js";
import { moments } from "./support/moments.js";
import { addMigrations, createProject, expectRows, upWithOneMoreRow } from "./support/project.js";
import { processesOf } from "./support/servers.js";

const TEST_TIMEOUT_MS = 120_000;

let project: TemporaryProject;
let rows: number[] = [];
beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project[Symbol.asyncDispose]());

/** Kills the command alone while it works in a project that is up and has one more row. */
async function killWhenUp(command: string, afterMs: number): Promise<void> {
  await killDuring(project, { args: [command], afterMs, whom: "command" }, async () => {
    rows = await upWithOneMoreRow(project);
  });
}

async function expectStopped(): Promise<void> {
  expect(await project.processes()).toEqual([]);
  expect((await expectTrueStatus(project)).status).toBe("stopped");
}

describe("`infra down` is killed", () => {
  let durationMs: number;
  beforeAll(async () => {
    await succeed(project, "up");
    ({ durationMs } = await succeed(project, "down"));
  });

  test.each(moments("down", 4))(
    "$title, and `up` follows",
    { timeout: TEST_TIMEOUT_MS },
    async ({ share }) => {
      await killWhenUp("down", share * durationMs);
      await expectTrueStatus(project);
      await expectUpHeals(project);
      await expectRows(project, rows);
    },
  );

  test.each(moments("down twice", 2))(
    "$title, and `down` follows",
    { timeout: TEST_TIMEOUT_MS },
    async ({ share }) => {
      await killWhenUp("down", share * durationMs);
      await succeed(project, "down");
      await expectStopped();
      await expectUpHeals(project);
      await expectRows(project, rows);
    },
  );
});

describe("`infra reset` is killed", () => {
  let durationMs: number;
  beforeAll(async () => {
    await succeed(project, "up");
    ({ durationMs } = await succeed(project, "reset"));
  });

  test.each(moments("reset", 5))(
    "$title, and `up` follows",
    { timeout: TEST_TIMEOUT_MS },
    async ({ share }) => {
      await killWhenUp("reset", share * durationMs);
      const { data } = await expectTrueStatus(project);
      await expectUpHeals(project);
      // All of it is still there, or none: never a part.
      await expectRows(project, data.exists ? rows : []);
    },
  );

  test.each(moments("reset twice", 3))(
    "$title, and `reset` follows",
    { timeout: TEST_TIMEOUT_MS },
    async ({ share }) => {
      await killWhenUp("reset", share * durationMs);
      await succeed(project, "reset");
      await expectStopped();
      const { stateDir, postgresDir, redisDir, removedDir } = nativeLayout(
        join(project.dir, ".infra/tilemud"),
      );
      const gone = [
        postgresDir,
        redisDir,
        removedDir,
        socketDirectory(stateDir),
        join(project.dir, ".env.local.infra"),
      ];
      expect(gone.filter((path) => existsSync(path))).toEqual([]);
    },
  );
});

describe("`infra migrate` is killed", () => {
  let durationMs: number;
  let next = 10;
  beforeAll(async () => {
    await succeed(project, "up");
    await addMigrations(project, next);
    ({ durationMs } = await succeed(project, "migrate"));
  });

  test.each(moments("migrate", 5))("$title", { timeout: TEST_TIMEOUT_MS }, async ({ share }) => {
    rows = await upWithOneMoreRow(project);
    const { postmasters } = await processesOf(project);
    await killDuring(project, { args: ["migrate"], afterMs: share * durationMs, whom: "command" }, () => {
      next += 2;
      return addMigrations(project, next);
    });
    await expectTrueStatus(project);
    await succeed(project, "migrate");
    await expectWhole(project);
    await expectRows(project, rows);
    expect((await processesOf(project)).postmasters, "the same server").toEqual(postmasters);
  });
});

describe("`infra run` is killed", () => {
  test("while it starts what is missing", { timeout: TEST_TIMEOUT_MS }, async () => {
    rows = await upWithOneMoreRow(project);
    await killDuring(project, { args: ["run", "--", "true"], afterMs: 600, whom: "command" }, () =>
      succeed(project, "down"),
    );
    await expectTrueStatus(project);
    await expectUpHeals(project);
    await expectRows(project, rows);
  });

  test(
    "while its command runs: the services stay as they are, and nobody waits for a lock",
    { timeout: TEST_TIMEOUT_MS },
    async () => {
      rows = await upWithOneMoreRow(project);
      const before = await processesOf(project);
      const pidFile = join(project.dir, "child.pid");
      const running = project.start(["run", "--", "sh", "-c", "echo $$ > child.pid; exec sleep 300"]);
      await eventually("its command runs", () => existsSync(pidFile) || undefined);
      running.child.kill("SIGKILL");
      try {
        expect((await expectTrueStatus(project)).status).toBe("ready");
        await expectUpHeals(project);
        const after = await processesOf(project);
        expect([after.postmasters, after.redis]).toEqual([before.postmasters, before.redis]);
      } finally {
        // The user's own program outlives its parent, as under any shell or npm.
        if (running.child.pid !== undefined) kill(-running.child.pid, "SIGKILL");
        await inTime(running, "infra run");
      }
    },
  );
});
