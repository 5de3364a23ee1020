import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { readSqlFolder } from "./sql-folder.js";

test("a pipe among the files is a problem, and is not waited for", async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, "001_table.sql"), "select 1;");
  execFileSync("mkfifo", [join(folder, "002_pipe.sql")]);
  symlinkSync("002_pipe.sql", join(folder, "003_link.sql"));
  mkdirSync(join(folder, "old.sql"));
  const { files, problems } = await readSqlFolder(folder);
  expect(files.map(({ filename }) => filename)).toEqual(["001_table.sql"]);
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^002_pipe\.sql cannot be read: .* is a named pipe/) as string,
    expect.stringMatching(/^003_link\.sql cannot be read: .* is a named pipe/) as string,
  ]);
});
