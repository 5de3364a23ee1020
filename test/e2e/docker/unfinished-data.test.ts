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
      // As long as there is none, there is no template0 either, which initdb makes before it.
      await query(project, "alter database template0 is_template false");
      await query(project, "drop database template0");
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
      /^ERROR: The data in volume \S+ is not a complete cluster; its first start was probably interrupted/,
    );
    expect(stderr).toContain(`${project.command} reset && ${project.command} up`);
    expect(exitCode).toBe(17);
    expect(await project.servers()).toEqual([]);

    await project.succeed("reset");
    await project.succeed("up");
  });

  test("whole data whose database postgres somebody dropped is used on, also with another login", async () => {
    await using project = await TemporaryProject.create();
    await project.succeed("up");
    await query(project, "create table notes as select 'kept' as text");
    await query(project, "drop database postgres");
    await project.succeed("down");

    const other = project.with({ TILEMUD_PG_PASSWORD: "another" });
    await other.succeed("up");
    expect(await query(other, "select * from notes")).toEqual([{ text: "kept" }]);

    const elsewhere = other.with({ TILEMUD_PG_DB: "elsewhere" });
    await elsewhere.succeed("up");
    expect(await query(elsewhere, "select current_database() d")).toEqual([{ d: "elsewhere" }]);
  });

  test("a server that ends is not taken for one without data because of what applications asked for", async () => {
    await using project = await TemporaryProject.create();
    await project.succeed("up");
    await project.succeed("down");
    // Ends at once, with the words of such a line in what it says.
    await project.write(
      "infra.config.json",
      JSON.stringify({
        postgres: { serverSettings: { work_mem: 'database "postgres" does not exist' } },
      }),
    );
    const { exitCode, stderr } = await project.infra("up");
    expect(stderr).toMatch(/^ERROR: Postgres ended while it was starting \(exit code 1\): .*does not exist/);
    expect(exitCode).toBe(2);
  });
});
