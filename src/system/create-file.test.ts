import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { createFile } from "./create-file.js";

test("makes a file that is not there, and leaves alone whatever is", async () => {
  const folder = await temporaryFolder();
  expect(await createFile(join(folder, "new"), "content")).toBe(true);
  expect(await readFile(join(folder, "new"), "utf8")).toBe("content");

  await writeFile(join(folder, "file"), "mine");
  await symlink("nowhere", join(folder, "link"));
  await mkdir(join(folder, "folder"));
  for (const name of ["file", "link", "folder"]) {
    expect(await createFile(join(folder, name), "content")).toBe(false);
  }
  expect(await readFile(join(folder, "file"), "utf8")).toBe("mine");
  expect((await readdir(folder)).toSorted()).toEqual(["file", "folder", "link", "new"]);
});

test("of several that make the same file one wins, with its whole content", async () => {
  const path = join(await temporaryFolder(), "file");
  const contents = Array.from({ length: 10 }, (_, index) => String(index).repeat(50_000));
  const made = await Promise.all(contents.map((content) => createFile(path, content)));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await readFile(path, "utf8")).toBe(contents[made.indexOf(true)]);
});
