import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../support/clients.js";
import { TemporaryProject } from "../support/temporary-project.js";

test("the first up generates a password, and one that was lost is replaced in the data that is there", async () => {
  await using project = await TemporaryProject.create({
    config: { postgres: { password: "generated" } },
    migrations: { "001_notes.sql": "CREATE TABLE notes AS SELECT 'kept' AS text;" },
  });
  const file = join(project.dir, ".infra/postgres-password");
  const kept = async () => (await readFile(file, "utf8")).trim();

  for (const command of ["status", "doctor", "env", "compose"]) await project.infra(command);
  await expect(readFile(file)).rejects.toMatchObject({ code: "ENOENT" });

  expect((await project.succeed("up", "--dry-run")).stdout).toContain("Generate the password of PostgreSQL");
  await project.succeed("up");
  const first = await kept();
  expect((await project.succeed("up", "--dry-run")).stdout).toContain("nothing to do");
  expect((await project.variables())["PGPASSWORD"]).toBe(first);
  expect(await query(project, "select text from notes")).toEqual([{ text: "kept" }]);
  expect((await project.json("up")).document).toMatchObject({ unchanged: true });
  expect((await project.succeed("compose")).stdout).toContain(first);

  await project.succeed("down");
  await rm(file);
  await project.succeed("up");
  expect(await kept()).not.toBe(first);
  expect((await project.variables())["PGPASSWORD"]).toBe(await kept());
  expect(await query(project, "select text from notes")).toEqual([{ text: "kept" }]);

  const second = await kept();
  await project.succeed("reset");
  expect(await kept()).toBe(second);
});

test("a damaged password file keeps nothing from being stopped; the next up names it", async () => {
  await using project = await TemporaryProject.create({ config: { postgres: { password: "generated" } } });
  const file = join(project.dir, ".infra/postgres-password");
  await project.succeed("up");
  await writeFile(file, "short\n");
  await project.succeed("down");
  expect(await project.servers()).toEqual([]);
  await project.succeed("reset");
  const { exitCode, stderr } = await project.infra("up");
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`rm ${file}`);
  await rm(file);
  await project.succeed("up");
});
