import { chmod, chown, lchown, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { whyChangeableByOthers } from "./trusted-path.js";

const isRoot = process.geteuid?.() === 0;
const note = isRoot ? "" : " (skipped: only root can give a file away)";

async function makeFile() {
  const root = await temporaryFolder();
  const folder = join(root, "above/folder");
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const file = join(folder, "file");
  await writeFile(file, "", { mode: 0o644 });
  return { root, above: join(root, "above"), folder, file };
}

test("what only this user and root can write to is trusted, below /tmp too", async () => {
  const { file, folder } = await makeFile();
  expect(await whyChangeableByOthers(file)).toBeUndefined();
  expect(await whyChangeableByOthers(join(folder, "missing/too"))).toBeUndefined();
});

test("a file, a folder or a folder far above that others can write to is named", async () => {
  const { file, folder, above } = await makeFile();
  for (const path of [file, folder, above]) {
    await chmod(path, 0o777);
    expect(await whyChangeableByOthers(file)).toMatch(`${path} is writable for other users`);
    await chmod(path, 0o755);
  }
});

test("a sticky folder above keeps what is in it, but is not itself trusted", async () => {
  const { file, folder } = await makeFile();
  await chmod(folder, 0o1777);
  expect(await whyChangeableByOthers(file)).toBeUndefined();
  expect(await whyChangeableByOthers(folder)).toMatch("is writable for other users");
});

test("the folders that a link leads through are judged as well as those to the link", async () => {
  const { file, root, above } = await makeFile();
  await mkdir(join(root, "links"));
  const link = join(root, "links/link");
  await symlink("../above", link);
  const path = join(link, "folder/file");
  expect(await whyChangeableByOthers(path)).toBeUndefined();
  await chmod(join(root, "links"), 0o777);
  expect(await whyChangeableByOthers(path)).toMatch(`${join(root, "links")} is writable`);
  await chmod(join(root, "links"), 0o755);
  await chmod(above, 0o777);
  expect(await whyChangeableByOthers(path)).toMatch(`${above} is writable`);
  expect(await whyChangeableByOthers(file)).toMatch(`${above} is writable`);
});

test("a circle of links is an answer", async () => {
  const { folder } = await makeFile();
  await symlink("b", join(folder, "a"));
  await symlink("a", join(folder, "b"));
  expect(await whyChangeableByOthers(join(folder, "a/file"))).toMatch("too many symbolic links");
});

test.skipIf(!isRoot)(`what belongs to another user is named, a link too${note}`, async () => {
  const { file, above, folder } = await makeFile();
  for (const path of [file, folder, above]) {
    await chown(path, 64321, 64321);
    expect(await whyChangeableByOthers(file)).toMatch(`${path} belongs to uid 64321`);
    await chown(path, 0, 0);
  }
  const link = join(folder, "link");
  await symlink("file", link);
  await lchown(link, 64321, 64321);
  expect(await whyChangeableByOthers(link)).toMatch(`${link} belongs to uid 64321`);
});
