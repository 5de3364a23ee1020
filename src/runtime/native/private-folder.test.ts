import { chmod, mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { makePrivateFolder } from "./private-folder.js";

const self = { kind: "self" } as const;

test("makes a folder for its owner only, and takes one that is already so", async () => {
  const path = join(await temporaryFolder(), "sockets");
  await makePrivateFolder(path, self);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
  await makePrivateFolder(path, self);
});

test("refuses what somebody else may have put there", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "open"));
  await chmod(join(folder, "open"), 0o755);
  await mkdir(join(folder, "target"), { mode: 0o700 });
  await symlink("target", join(folder, "link"));
  await writeFile(join(folder, "file"), "", { mode: 0o600 });
  for (const name of ["open", "link", "file"]) {
    await expect(makePrivateFolder(join(folder, name), self)).rejects.toMatchObject({
      code: "FOREIGN_OBJECT",
      hint: expect.stringContaining(join(folder, name)) as string,
    });
  }
});
