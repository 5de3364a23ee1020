import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { runtimeUnderTest } from "../../support/runtime-under-test.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";
import { infra, killDuring, succeed } from "../support/commands.js";
import { moments } from "../support/moments.js";
import { createProject, expectRows, keepRow } from "../support/project.js";
import { expectNothingRuns, expectUpHeals } from "./expect-whole.js";

// A killed command cannot undo anything: what it asked of the engine goes on. One engine, so all in one file.
describeWithEngine("infra is killed while it works with containers", () => {
  let project: TemporaryProject;
  const durations = { firstUp: 0, up: 0, down: 0, reset: 0 };

  beforeAll(async () => {
    project = await createProject({ env: { TILEMUD_RUNTIME: "docker" } });
    durations.firstUp = (await succeed(project, "up")).durationMs;
    durations.down = (await succeed(project, "down")).durationMs;
    durations.up = (await succeed(project, "up")).durationMs;
    durations.reset = (await succeed(project, "reset")).durationMs;
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test.each(moments("first up", 3))("the first up, $title: up heals it", async ({ share }) => {
    await killDuring(project, { args: ["up"], afterMs: share * durations.firstUp, whom: "command" }, () =>
      succeed(project, "reset"),
    );
    await expectUpHeals(project);
  });

  test.each(moments("first up, then down", 2))("the first up, $title: down ends it", async ({ share }) => {
    await killDuring(project, { args: ["up"], afterMs: share * durations.firstUp, whom: "command" }, () =>
      succeed(project, "reset"),
    );
    await succeed(project, "down");
    await expectNothingRuns(project);
  });

  test.each(moments("later up", 2))("up on kept data, $title: the rows stay", async ({ share }) => {
    await prepareRow();
    await killDuring(project, { args: ["up"], afterMs: share * durations.up, whom: "command" }, () =>
      succeed(project, "down"),
    );
    await expectUpHeals(project);
    await expectRows(project, [7]);
  });

  test.each(moments("down", 2))("down, $title: down ends it, and the rows stay", async ({ share }) => {
    await prepareRow();
    await killDuring(project, { args: ["down"], afterMs: share * durations.down, whom: "command" }, () =>
      succeed(project, "up"),
    );
    await succeed(project, "down");
    await expectNothingRuns(project);
    await expectUpHeals(project);
    await expectRows(project, [7]);
  });

  test.each(moments("reset", 3))("reset, $title: reset ends it, and up begins anew", async ({ share }) => {
    await killDuring(project, { args: ["reset"], afterMs: share * durations.reset, whom: "command" }, () =>
      prepareRow(),
    );
    expect(await infra(project, ["status"])).toMatchObject({ exitCode: 0 });
    await succeed(project, "reset");
    await expectNothingRuns(project);
    expect(await runtimeUnderTest.data(project.dir)).toEqual([]);
    await expectUpHeals(project);
    expect(await query(project, "select * from kept")).toEqual([]);
  });

  test.each(moments("reset, then up", 1))("reset, $title: up works at once", async ({ share }) => {
    await killDuring(project, { args: ["reset"], afterMs: share * durations.reset, whom: "command" }, () =>
      prepareRow(),
    );
    await expectUpHeals(project);
  });

  /** Brings the environment up with one row that must not get lost. */
  async function prepareRow(): Promise<void> {
    await succeed(project, "up");
    await query(project, "delete from kept");
    await keepRow(project, 7);
  }
});
