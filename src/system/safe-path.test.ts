import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { resolvedPath, resolveExisting } from "./safe-path.js";

test("a path that does not exist resolves to itself", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "real"));
  await symlink("real", join(root, "link"));
  expect(await resolvedPath(join(root, "link"))).toBe(join(root, "real"));
  expect(await resolvedPath(join(root, "gone"))).toBe(join(root, "gone"));
});

test("links are resolved as far as the path exists", async () => {
  const root = await temporaryFolder();
  await mkdir(join(root, "real"));
  await symlink("real", join(root, "link"));
  await symlink("nowhere", join(root, "dangling"));
  expect(resolveExisting(join(root, "link", "a", "b"))).toBe(join(root, "real", "a", "b"));
  expect(resolveExisting(join(root, "dangling", "a"))).toBe(join(root, "dangling", "a"));
  expect(resolveExisting("/")).toBe("/");
});
