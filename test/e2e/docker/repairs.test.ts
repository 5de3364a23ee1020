import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker } from "../../support/docker-cli.js";
import { expectRepair } from "../../support/expect-repair.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

describeWithEngine("containers that run and do not answer are repaired by `up`", () => {
  let project: TemporaryProject;
  beforeAll(async () => {
    project = await TemporaryProject.create();
    await project.succeed("up");
    await query(project, "create table kept as select generate_series(1, 1000) as i");
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test("containers that were cut off their network", async () => {
    const { network, postgres, redis: other } = project.names;
    for (const name of [postgres, other]) await docker("network", "disconnect", network, name);
    expect(await expectRepair(project)).toMatch(
      /Restarting Postgres.*\n(.*\n)*.*Restarting Redis|Restarting Redis/,
    );
  });

  test("containers whose processes were stopped by SIGSTOP go on", async () => {
    const before = await project.servers();
    const { postgres, redis: other } = project.names;
    await docker("exec", postgres, "sh", "-c", "kill -STOP -1");
    for (const name of [postgres, other]) await docker("kill", "--signal", "STOP", name);
    const said = await expectRepair(project);
    expect(said).toContain("Resumed Postgres: its processes were stopped (SIGSTOP)");
    expect(said).toContain("Resumed Redis: its processes were stopped (SIGSTOP)");
    expect(await project.servers()).toEqual(before);
  });
});
