import { expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { inVolume } from "../../support/docker-cli.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

/** As it lies there when machine or engine go down while `initdb` is at work, early and late. */
const STAGES: [string, (project: TemporaryProject) => Promise<unknown>][] = [
  [
    "there are folders and no control file",
    async (project) => {
      await project.succeed("down");
      await inVolume(project.names.volume, "rm 18/docker/global/pg_control");
    },
  ],
  [
    "there is neither a password nor the database postgres",
    async (project) => {
      await query(project, "drop database postgres");
      await query(project, "alter role tilemud password null");
      await project.succeed("down");
    },
  ],
];

describeWithEngine("data that the first boot did not finish", () => {
  test.each(STAGES)("%s: 17 with the way out, which works", async (_, breakOff) => {
    await using project = await TemporaryProject.create();
    await project.succeed("up");
    await breakOff(project);

    const { exitCode, stderr } = await project.infra("up");
    expect(stderr).toMatch(
      /^ERROR: The data in volume \S+ is not a whole cluster; its first start was probably cut off/,
    );
    expect(stderr).toContain("infra reset, then infra up");
    expect(exitCode).toBe(17);
    expect(await project.servers()).toEqual([]);

    await project.succeed("reset");
    await project.succeed("up");
  });
});
