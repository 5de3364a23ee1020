import { mkdir, readdir, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { ensureFolderInside, resolvedPath } from "./safe-path.js";

test("makes folders that only the owner may enter", async () => {
  const root = await temporaryFolder();
  await ensureFolderInside(root, join(root, "a", "b"));
  expect((await stat(join(root, "a", "b"))).mode & 0o777).toBe(0o700);
  await ensureFolderInside(root, join(root, "a", "b"));
});

test("refuses a symbolic link anywhere on the way, wherever it leads", async () => {
  const root = await temporaryFolder();
  const outside = await temporaryFolder();
  await symlink(outside, join(root, "out"));
  await mkdir(join(root, "real"));
  await symlink("real", join(root, "inside"));
  await symlink("nowhere", join(root, "real", "dangling"));
  for (const path of ["out", "out/deeper", "inside/x", "real/dangling"]) {
    await expect(ensureFolderInside(root, join(root, path))).rejects.toMatchObject({
      code: "FOREIGN_OBJECT",
      exitCode: 18,
    });
  }
  expect(await readdir(outside)).toEqual([]);
  expect(await readdir(join(root, "real"))).toEqual(["dangling"]);
});

test("does not leave the root", async () => {
  const root = await temporaryFolder();
  await expect(ensureFolderInside(join(root, "project"), join(root, "beside"))).rejects.toThrow(
    "does not lie in",
  );
});

test("a path that does not exist resolves to itself", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "real"));
  await symlink("real", join(root, "link"));
  expect(await resolvedPath(join(root, "link"))).toBe(join(root, "real"));
  expect(await resolvedPath(join(root, "gone"))).toBe(join(root, "gone"));
});
