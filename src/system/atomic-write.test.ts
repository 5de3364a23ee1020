import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { atomicWrite } from "./atomic-write.js";

test("writes a file for its owner only, whatever the one before allowed", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "file");
  await writeFile(path, "a much longer content than the new one");
  await chmod(path, 0o666);
  await atomicWrite(path, "new");
  expect(await readFile(path, "utf8")).toBe("new");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await atomicWrite(path, Buffer.from([0, 255]), { mode: 0o644, durable: false });
  expect([...(await readFile(path))]).toEqual([0, 255]);
  expect((await stat(path)).mode & 0o777).toBe(0o644);
  expect(await readdir(folder)).toEqual(["file"]);
});

test("a mode is kept although the umask would take from it", async () => {
  const path = join(await temporaryFolder(), "file");
  const umask = process.umask(0o077);
  try {
    await atomicWrite(path, "", { mode: 0o644 });
  } finally {
    process.umask(umask);
  }
  expect((await stat(path)).mode & 0o777).toBe(0o644);
});

test("one who reads while it is replaced again and again sees one content or the other", async () => {
  const path = join(await temporaryFolder(), "file");
  const contents = ["a", "b"].map((letter) => letter.repeat(200_000));
  await atomicWrite(path, contents[0] ?? "");
  let writing = 20;
  const write = async () => {
    for (; writing > 0; writing--) await atomicWrite(path, contents[writing % 2] ?? "", { durable: false });
  };
  const read = async () => {
    while (writing > 0) expect(contents.includes(await readFile(path, "utf8"))).toBe(true);
  };
  await Promise.all([write(), read()]);
});

test("does not write through a symbolic link, not even one that leads nowhere", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "target"), "precious");
  for (const target of ["target", "nowhere"]) {
    const link = join(folder, `link-to-${target}`);
    await symlink(target, link);
    await expect(atomicWrite(link, "new")).rejects.toMatchObject({ code: "ESYMLINK" });
  }
  expect(await readFile(join(folder, "target"), "utf8")).toBe("precious");
  expect((await readdir(folder)).toSorted()).toEqual(["link-to-nowhere", "link-to-target", "target"]);
});

test("leaves nothing behind when it fails", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "taken", "by a folder"), { recursive: true });
  await expect(atomicWrite(join(folder, "taken"), "new")).rejects.toMatchObject({
    code: "EISDIR",
  });
  expect(await readdir(folder)).toEqual(["taken"]);
});
