import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { readRegularFile } from "./regular-file.js";

test("a file is read, also through a link", async () => {
  const folder = await temporaryFolder();
  writeFileSync(join(folder, "file"), "text");
  symlinkSync("file", join(folder, "link"));
  expect(readRegularFile(join(folder, "link")).toString()).toBe("text");
  expect(() => readRegularFile(join(folder, "missing"))).toThrow("ENOENT");
});

test("a pipe, a socket, a folder and a device are refused at once, also through a link", async () => {
  const folder = await temporaryFolder();
  execFileSync("mkfifo", [join(folder, "pipe")]);
  mkdirSync(join(folder, "folder"));
  symlinkSync("pipe", join(folder, "link"));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(folder, "socket"), resolve));
  try {
    expect(() => readRegularFile(join(folder, "pipe"))).toThrow("pipe is a named pipe, but must be a file");
    expect(() => readRegularFile(join(folder, "link"))).toThrow("link is a named pipe, but must be a file");
    expect(() => readRegularFile(join(folder, "socket"))).toThrow("socket is a socket, but must be a file");
    expect(() => readRegularFile(join(folder, "folder"))).toThrow("folder is a folder, but must be a file");
    expect(() => readRegularFile("/dev/zero")).toThrow("/dev/zero is a device, but must be a file");
  } finally {
    server.close();
  }
});

test("a file larger than it may be is not read", async () => {
  const path = join(await temporaryFolder(), "large");
  writeFileSync(path, "");
  truncateSync(path, 20 * 1024 ** 3);
  expect(() => readRegularFile(path, { maxBytes: 1024 * 1024 })).toThrow("it is larger than 1 MB");
});
