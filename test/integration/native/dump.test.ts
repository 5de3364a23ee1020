import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TemporaryProject } from "../../support/temporary-project.js";

test("the native server comes without pg_dump: one on PATH must not be older, and what to install is said", async () => {
  await using project = await TemporaryProject.create({ migrations: { "001_t.sql": "CREATE TABLE t ();" } });
  await project.succeed("up");
  const nowhere = await project.start(["migrate", "dump"], { PATH: "/nonexistent" }).result;
  expect(nowhere).toMatchObject({ exitCode: 2, stdout: "" });
  expect(nowhere.stderr).toMatch(/^ERROR: There is no pg_dump for PostgreSQL 18: none was found on PATH/);
  expect(nowhere.stderr).toMatch(/postgresql-client-18[^]*--runtime docker/);

  const folder = join(project.dir, "bin");
  await project.write(
    "bin/pg_dump",
    '#!/bin/sh\necho "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"\n',
  );
  await chmod(join(folder, "pg_dump"), 0o755);
  const old = await project.start(["migrate", "dump"], { PATH: folder }).result;
  expect(old.exitCode).toBe(2);
  expect(old.stderr).toContain(`${folder}/pg_dump is of version 15.18`);
});
