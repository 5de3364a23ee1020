import { lstat, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { ignoreMissing, ignoreUnreachable } from "./missing.js";

test("a missing path is ignored; one below a file or in a circle of links only where that is asked for", async () => {
  const folder = await temporaryFolder();
  const [file, circle] = [join(folder, "file"), join(folder, "circle")];
  await writeFile(file, "");
  await symlink("circle", circle);
  const read = (path: string) => readFile(path, "utf8");

  expect(await read(join(folder, "absent")).catch(ignoreMissing)).toBeUndefined();
  for (const path of [join(file, "below"), join(circle, "below")]) {
    expect(await lstat(path).catch(ignoreUnreachable)).toBeUndefined();
    await expect(read(path).catch(ignoreMissing)).rejects.toMatchObject({
      code: expect.stringMatching("ENOTDIR|ELOOP"),
    });
  }
  await expect(read(folder).catch(ignoreUnreachable)).rejects.toMatchObject({ code: "EISDIR" });
});
