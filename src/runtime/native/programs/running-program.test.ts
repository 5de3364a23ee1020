import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../../test/support/temporary-folder.js";
import { eventually } from "../../../../test/support/eventually.js";
import { hashFile } from "./program-tree.js";
import { readRunning } from "./running-program.js";

const isLinux = process.platform === "linux";
const note = isLinux ? "" : " (skipped: needs /proc)";

/** A program with a library of its own. */
async function start() {
  const root = await temporaryFolder();
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "lib"));
  await copyFile("/bin/sleep", join(root, "bin/server"));
  const [folder, name] = await anyLibrary();
  await copyFile(join(folder, name), join(root, "lib", "libany.so"));
  const child = spawn(join(root, "bin/server"), ["60"], {
    stdio: "ignore",
    env: { LD_PRELOAD: join(root, "lib", "libany.so") },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "spawn");
  const library = join(root, "lib", "libany.so");
  await eventually("the library is loaded", async () => {
    const maps = await readFile(`/proc/${child.pid}/maps`, "utf8");
    return maps.includes(library) || undefined;
  });
  const look = () => readRunning({ pid: child.pid ?? 0, root, program: "bin/server" });
  return { root, child, look };
}

async function anyLibrary(): Promise<[string, string]> {
  const folder = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
  return [
    folder,
    (await readdir(folder)).find((name) => /^libz\.so\.1$|^libselinux\.so\.1$/.test(name)) ?? "",
  ];
}

test.skipIf(!isLinux)(
  `a program that was replaced is recognised by what runs, not by its name${note}`,
  async () => {
    const { root, look } = await start();
    const hash = await hashFile("/bin/sleep");
    expect(await look()).toEqual({ "bin/server": hash });
    await writeFile(join(root, "new"), "another");
    await rename(join(root, "new"), join(root, "bin/server"));
    expect((await look())["bin/server"]).toBe(hash);
  },
);

test.skipIf(!isLinux)(`a library that was replaced since it was loaded is named${note}`, async () => {
  const { root, look } = await start();
  await copyFile(join(root, "lib/libany.so"), join(root, "new"));
  await rename(join(root, "new"), join(root, "lib/libany.so"));
  expect(await look()).toMatchObject({ "lib/libany.so": expect.stringContaining("was replaced") });
});

test.skipIf(!isLinux)(`of a process that ended nothing is reported${note}`, async () => {
  const { child, look } = await start();
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await look()).toEqual({});
});
