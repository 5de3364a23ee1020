import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, readlink, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../../../test/support/temporary-folder.js";
import { locatePostgresBinaries, postgresIn, withLinks } from "./postgres-binaries.js";

const isRoot = process.geteuid?.() === 0;
/** An installation without the links that its install script would have made. */
async function install() {
  const folder = await temporaryFolder();
  const packageDir = join(folder, "package");
  const located = await locatePostgresBinaries();
  execFileSync("cp", ["-R", located.packageDir, packageDir]);
  const lib = join(packageDir, "native/lib");
  for (const item of await readdir(lib, { withFileTypes: true }))
    if (item.isSymbolicLink()) await rm(join(lib, item.name));
  const binaries = { ...postgresIn(join(packageDir, "native"), located), packageDir };
  return { binaries, lib, cacheDir: join(folder, "cache") };
}

/** root may write where the mode says no, so for root the file system has to say it. */
function makeReadOnly(lib: string) {
  const [on, off] = isRoot
    ? [
        ["chattr", "+i"],
        ["chattr", "-i"],
      ]
    : [
        ["chmod", "a-w"],
        ["chmod", "u+w"],
      ];
  const run = ([command = "", option = ""]: string[]) => execFileSync(command, [option, lib]);
  run(on);
  onTestFinished(() => void run(off));
}

function runs(program: string): boolean {
  return execFileSync(program, ["--version"], { encoding: "utf8", env: {} }).includes("PostgreSQL");
}

test("missing links are made, and one that leads elsewhere or a file in its place is replaced", async () => {
  const { binaries, lib, cacheDir } = await install();
  await symlink("/tmp/hostile.so", join(lib, "libpq.so.5"));
  await symlink("libnone.so", join(lib, "libecpg.so.6"));
  await writeFile(join(lib, "libpq.so"), "hostile");
  expect(await withLinks(binaries, cacheDir)).toEqual(binaries);
  expect(await readlink(join(lib, "libpq.so.5"))).toBe("libpq.so.5.18");
  expect(await readlink(join(lib, "libecpg.so.6"))).toBe("libecpg.so.6.18");
  expect(await readlink(join(lib, "libpq.so"))).toBe("libpq.so.5.18");
  expect(runs(binaries.postgres)).toBe(true);
});

test("where the installation is read-only, a copy in the cache runs, without a library path", async () => {
  const { binaries, lib, cacheDir } = await install();
  await symlink("/tmp/hostile.so", join(lib, "libpq.so.5"));
  makeReadOnly(lib);
  const prepared = await withLinks(binaries, cacheDir);
  expect(prepared.postgres).toContain(join(cacheDir, "programs"));
  expect(prepared.env).toEqual({});
  expect(await readlink(join(prepared.postgres, "../../lib/libpq.so.5"))).toBe("libpq.so.5.18");
  expect(runs(prepared.postgres)).toBe(true);
  expect(await withLinks(binaries, cacheDir)).toEqual(prepared);
});

test("a cache that others can write to, or that belongs to another user, is not used", async () => {
  const { binaries, lib, cacheDir } = await install();
  makeReadOnly(lib);
  await mkdir(cacheDir);
  await chmod(cacheDir, 0o777);
  await expect(withLinks(binaries, cacheDir)).rejects.toMatchObject({ code: "FOREIGN_OBJECT" });
  await chmod(cacheDir, 0o700);
  if (!isRoot) return; // only root can give a folder away
  await chown(cacheDir, 64321, 64321);
  await expect(withLinks(binaries, cacheDir)).rejects.toMatchObject({
    code: "FOREIGN_OBJECT",
    message: expect.stringContaining("belongs to uid 64321"),
  });
});
