import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { query, redis } from "../../support/clients.js";
import { eventually } from "../../support/eventually.js";
import { repositoryRoot } from "../../support/repository.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

/** Everything on the engine restarts with it: only where somebody says how, and that nobody minds (see vitest.config.ts). */
const RESTART = process.env["INFRA_TEST_RESTART_ENGINE"] ?? "false";

describeWithEngine("the engine is restarted", () => {
  test("while all is up: the services come back, status is right, up has nothing to do", async () => {
    await using project = await TemporaryProject.create({
      migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
    });
    await project.succeed("up");
    await query(project, "insert into t values (1)");
    await redis(project, "SET", "seen", "yes");
    const before = await project.servers();

    await restartEngine();
    await eventually("the environment is ready again", async () => {
      const { document } = await project.json("status");
      return document["status"] === "ready" || undefined;
    });
    expect(await project.servers()).toEqual(before);
    expect((await project.json("status")).document).toMatchObject({
      services: [{ state: "healthy" }, { state: "healthy" }],
    });
    expect(await query(project, "select * from t")).toEqual([{ id: 1 }]);
    expect(await redis(project, "DBSIZE")).toBe(0);
    expect((await project.json("up")).document).toMatchObject({ unchanged: true });
  });

  test("while all is down: it stays down, with its data", async () => {
    await using project = await TemporaryProject.create({
      migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
    });
    await project.succeed("up");
    await query(project, "insert into t values (1)");
    await project.succeed("down");
    await restartEngine();
    expect((await project.json("status")).document).toMatchObject({
      status: "stopped",
      data: { exists: true },
    });
    await project.succeed("up");
    expect(await query(project, "select * from t")).toEqual([{ id: 1 }]);
  });
});

async function restartEngine(): Promise<void> {
  await promisify(execFile)("sh", ["-c", RESTART], { cwd: repositoryRoot, timeout: 120_000 });
}
