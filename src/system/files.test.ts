import { execFile } from "node:child_process";
import { lstat, mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import {
  appendToFile,
  listFolder,
  readStats,
  makeFolder,
  move,
  openForAppend,
  openIfAny,
  readFileIfAny,
  removeFile,
  removeTree,
  replaceFile,
  requirePlainFiles,
  writeNewFile,
} from "./files.js";

const ACTIONS = {
  read: (path: string) => readFileIfAny(path),
  open: (path: string) => openIfAny(path),
  append: (path: string) => appendToFile(path, "x"),
  "open to append": (path: string) => openForAppend(path),
  replace: (path: string) => replaceFile(path, "x"),
  "write new": (path: string) => writeNewFile(path, "x"),
  remove: (path: string) => removeFile(path),
  "remove all of": (path: string) => removeTree(path),
  "move away": (path: string) => move(path, `${path}.moved`),
  "move to": (path: string) => move(join(path, "../../file"), path),
  "make folder": (path: string) => makeFolder(path),
  list: (path: string) => listFolder(path),
  "look at": (path: string) => readStats(path),
};

/** `outside` must stay as it is; `inside` holds links to it. */
async function linkedFolders() {
  const root = await temporaryFolder();
  const [inside, outside] = [join(root, "inside"), join(root, "outside")];
  await mkdir(inside);
  await mkdir(join(outside, "folder"), { recursive: true });
  await writeFile(join(outside, "file"), "precious");
  await writeFile(join(inside, "file"), "");
  await symlink(outside, join(inside, "link"));
  await symlink(join(root, "nowhere"), join(inside, "dangling"));
  const untouched = async () => {
    expect(await readFile(join(outside, "file"), "utf8")).toBe("precious");
    expect((await readdir(outside)).toSorted()).toEqual(["file", "folder"]);
    expect((await readdir(root)).toSorted()).toEqual(["inside", "outside"]);
  };
  return { inside, outside, untouched };
}

test.for(Object.entries(ACTIONS))("%s does not pass through a link above", async ([, act]) => {
  const { inside, untouched } = await linkedFolders();
  for (const name of ["link/file", "link/folder", "link/missing"]) {
    await expect(act(join(inside, name))).rejects.toMatchObject({
      code: "FOREIGN_OBJECT",
      message: expect.stringContaining(`${join(inside, "link")} is a symbolic link`) as string,
    });
  }
  await untouched();
});

test.for(["read", "open", "append", "open to append", "replace", "make folder", "list"] as const)(
  "%s does not follow a link in place of a file or folder",
  async (name) => {
    const { inside, outside, untouched } = await linkedFolders();
    await symlink(join(outside, "file"), join(inside, "filelink"));
    for (const link of ["filelink", "link", "dangling"])
      await expect(ACTIONS[name](join(inside, link))).rejects.toMatchObject({ code: "FOREIGN_OBJECT" });
    await untouched();
  },
);

test("of a link only the link is removed, also below a folder", async () => {
  const { inside, untouched } = await linkedFolders();
  expect(await removeFile(join(inside, "dangling"))).toBe(true);
  await removeTree(inside);
  await expect(lstat(inside)).rejects.toMatchObject({ code: "ENOENT" });
  await makeFolder(inside);
  await untouched();
});

test("what is not a regular file is refused at once", async () => {
  const folder = await temporaryFolder();
  await promisify(execFile)("mkfifo", [join(folder, "pipe")]);
  await mkdir(join(folder, "folder"));
  for (const name of ["pipe", "folder"]) {
    const path = join(folder, name);
    const refused = { code: "USAGE", message: expect.stringContaining("but must be a file") as string };
    await expect(readFileIfAny(path)).rejects.toMatchObject(refused);
    await expect(appendToFile(path, "x")).rejects.toMatchObject(refused);
  }
  await expect(replaceFile(join(folder, "folder"), "x")).rejects.toMatchObject({ code: "USAGE" });
  await expect(removeFile(join(folder, "folder"))).rejects.toMatchObject({ code: "USAGE" });
  await writeFile(join(folder, "file"), "");
  await expect(makeFolder(join(folder, "file", "below"))).rejects.toMatchObject({ code: "USAGE" });
});

test("what is missing is an answer", async () => {
  const folder = await temporaryFolder();
  const missing = join(folder, "a", "b");
  expect(await readFileIfAny(missing)).toBeUndefined();
  expect(await openIfAny(missing)).toBeUndefined();
  expect(await readStats(missing)).toBeUndefined();
  await writeFile(join(folder, "file"), "");
  expect(await readStats(join(folder, "file", "below"))).toBeUndefined();
  expect(await listFolder(missing)).toEqual([]);
  expect(await removeFile(missing)).toBe(false);
  await removeTree(missing);
});

test("files are made for their owner only, and appended to", async () => {
  const folder = join(await temporaryFolder(), "a", "b");
  await makeFolder(folder);
  const path = join(folder, "log");
  await appendToFile(path, "one\n");
  await appendToFile(path, "two\n");
  expect(await readFileIfAny(path)).toBe("one\ntwo\n");
  expect((await lstat(path)).mode & 0o777).toBe(0o600);
  await expect(writeNewFile(path, "x")).rejects.toMatchObject({ code: "EEXIST" });
  await replaceFile(path, "three");
  expect(await readFileIfAny(path)).toBe("three");
});

test("a folder that a server writes into holds plain files only", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "log"), "");
  await requirePlainFiles(folder);
  await mkdir(join(folder, "base"));
  await expect(requirePlainFiles(folder)).rejects.toMatchObject({ code: "USAGE" });
  await requirePlainFiles(folder, { folders: true });
  await symlink("log", join(folder, "link"));
  await expect(requirePlainFiles(folder, { folders: true })).rejects.toMatchObject({
    code: "FOREIGN_OBJECT",
  });
  await requirePlainFiles(folder, { folders: true, except: ["link"] });
});
