import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeProgram } from "../../../../test/support/redis-search.js";
import { locatePostgresBinaries } from "./postgres-binaries.js";
import type { RedisServer } from "../redis-binary/redis-server.js";
import { isOpenToAll } from "./open-to-all.js";
import { sharedPostgres, sharedRedis } from "./shared-programs.js";

const signal = new AbortController().signal;
const isRoot = process.geteuid?.() === 0;
const note = isRoot ? "" : " (skipped: only root can become another user)";

/** A folder that only this user can enter, and one for the machine that all can. */
async function makeFolders() {
  const root = await mkdtemp(join(realpathSync(tmpdir()), "infra-shared-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await chmod(root, 0o755);
  const [closed, machineDir] = [join(root, "closed"), join(root, "machine")];
  await mkdir(closed, { mode: 0o700 });
  return { closed, machineDir };
}

/** Runs a program as a user that owns nothing and belongs to no group. */
function runAsNobodyElse(program: string, env: Readonly<Record<string, string>>): string {
  const identity = ["--reuid=64321", "--regid=64321", "--clear-groups", "--inh-caps=-all", "--no-new-privs"];
  return execFileSync("setpriv", [...identity, program, "--version"], {
    encoding: "utf8",
    cwd: "/",
    env: { PATH: "/usr/bin:/bin", ...env },
  });
}

function redisAt(path: string, env: Readonly<Record<string, string>> = {}): RedisServer {
  return { path, executable: realpathSync(path), env, version: "7.0.15", flavour: "redis", origin: "test" };
}

test("a file is open to all when every folder on the resolved way lets all pass", async () => {
  const { closed, machineDir } = await makeFolders();
  await mkdir(machineDir);
  await writeFile(join(closed, "file"), "", { mode: 0o644 });
  await symlink(join(closed, "file"), join(machineDir, "link"));
  expect(isOpenToAll(join(closed, "file"))).toBe(false);
  expect(isOpenToAll(join(machineDir, "link"))).toBe(false);
  await chmod(closed, 0o711);
  expect(isOpenToAll(join(machineDir, "link"))).toBe(true);
  await chmod(join(closed, "file"), 0o744);
  expect(isOpenToAll(join(machineDir, "link"))).toBe(false);
});

async function installedIn(folder: string) {
  const binaries = await locatePostgresBinaries();
  const packageDir = join(folder, "linux-x64");
  execFileSync("cp", ["-R", binaries.packageDir, packageDir]);
  return { ...binaries, packageDir };
}

test.skipIf(!isRoot)(
  `PostgreSQL from a folder that only root can enter runs as another user${note}`,
  async () => {
    const { closed, machineDir } = await makeFolders();
    const installed = await installedIn(closed);
    const shared = await sharedPostgres(installed, machineDir);
    expect(dirname(dirname(dirname(shared.postgres)))).toBe(join(machineDir, "programs"));
    for (const program of [shared.postgres, shared.initdb]) {
      expect(isOpenToAll(program)).toBe(true);
      expect(runAsNobodyElse(program, shared.env)).toContain(installed.version);
    }
    expect(await sharedPostgres(installed, machineDir)).toEqual(shared);

    // Open to all after all: the package itself serves.
    await chmod(closed, 0o755);
    const direct = await sharedPostgres(installed, join(machineDir, "none"));
    expect(direct.postgres).toBe(join(installed.packageDir, "native/bin/postgres"));
  },
);

test("a package with a library that not every user can read, or without its links, is copied", async () => {
  const { closed, machineDir } = await makeFolders();
  await chmod(closed, 0o755);
  const installed = await installedIn(closed);
  const library = join(installed.packageDir, "native/lib/libpq.so.5");
  await rm(library, { force: true });
  expect((await sharedPostgres(installed, machineDir)).postgres).toContain(machineDir);
  await symlink("libpq.so.5.18", library);
  await chmod(join(installed.packageDir, "native/share/postgresql/postgres.bki"), 0o600);
  expect((await sharedPostgres(installed, machineDir)).postgres).toContain(machineDir);
});

test("a Redis that every user can run is used where it is", async () => {
  const { machineDir } = await makeFolders();
  const server = redisAt("/bin/sleep");
  expect(await sharedRedis(server, { machineDir, signal })).toEqual(server);
});

test.skipIf(!isRoot)(`Redis from a closed cache runs as another user with its libraries${note}`, async () => {
  const { closed, machineDir } = await makeFolders();
  await writeProgram(join(closed, "bin/redis-server"), { prints: "Redis server v=7.0.15 sha=0" });
  await mkdir(join(closed, "lib"));
  await writeFile(join(closed, "lib/liblzf.so.1"), "library");
  const cached = redisAt(join(closed, "bin/redis-server"), { LD_LIBRARY_PATH: join(closed, "lib") });
  const shared = await sharedRedis(cached, { machineDir, signal });
  const copy = dirname(dirname(shared.path));
  expect(dirname(copy)).toBe(join(machineDir, "programs"));
  expect(shared.env).toEqual({ LD_LIBRARY_PATH: join(copy, "lib") });
  expect(await readdir(join(copy, "lib"))).toEqual(["liblzf.so.1"]);
  expect(runAsNobodyElse(shared.path, shared.env)).toContain("v=7.0.15");
  expect(await sharedRedis(cached, { machineDir, signal })).toEqual(shared);
});

test.skipIf(!isRoot)(
  `a configured Redis below a closed folder runs as another user, with libraries that are there too${note}`,
  async () => {
    const { closed, machineDir } = await makeFolders();
    const source = join(closed, "main.c");
    await writeFile(join(closed, "answer.c"), "int answer(void) { return 42; }\n");
    await writeFile(
      source,
      '#include <stdio.h>\nint answer(void);\nint main(void) { printf("Redis server v=7.0.%d sha=0\\n", answer()); }\n',
    );
    const library = join(closed, "libanswer.so");
    execFileSync("cc", ["-shared", "-fPIC", "-o", library, join(closed, "answer.c")]);
    const program = join(closed, "redis-server");
    execFileSync("cc", ["-o", program, source, `-L${closed}`, "-lanswer", `-Wl,-rpath,${closed}`]);
    const shared = await sharedRedis(redisAt(program), { machineDir, signal });
    await rm(closed, { recursive: true });
    expect(runAsNobodyElse(shared.path, shared.env)).toContain("v=7.0.42");
  },
);
