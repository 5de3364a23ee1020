import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { repositoryRoot } from "../support/repository.js";
import { TemporaryProject } from "../support/temporary-project.js";
import { openTerminal } from "../support/terminal.js";

/** Shells, folders and streams as nobody would wish for them. */

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({ migrations: { "001_t.sql": "CREATE TABLE t (id int);" } });
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

test.each([
  ["a folder for temporary files that is not there", { TMPDIR: "/nowhere/at/all" }],
  ["another folder for temporary files", { TMPDIR: "/var/tmp" }],
  ["no PATH", { PATH: "" }],
  ["no home", { HOME: undefined }],
  ["another time zone", { TZ: "Asia/Kathmandu" }],
])("up from a shell with %s finds all as it left it", async (_, env) => {
  const { stdout } = await infraWith(env, "up", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, unchanged: true });
});

test("the servers start from a shell without PATH and folder for temporary files, too", async () => {
  const bare = { PATH: undefined, TMPDIR: "/nowhere/at/all" };
  await project.succeed("down");
  const { stdout } = await infraWith(bare, "up", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, unchanged: false });
});

test("a folder that nobody can write to is told as such, not as a bug", async () => {
  // Of the system's own making: here even root makes no file.
  const folder = process.platform === "darwin" ? "/System" : "/sys";
  const { exitCode, stderr } = await project.infra("-C", folder, "init");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(
      new RegExp(`^ERROR: (No access to ${folder}:|${folder} is on a read-only file system)`),
    ) as string,
  });
});

test("what stands in the way of infra's own files is named", async () => {
  await using other = await TemporaryProject.create();
  await other.write(".infra", "not infra's");
  for (const command of ["status", "up", "down", "migrate new x"]) {
    const { exitCode, stderr } = await other.infra(...command.split(" "));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^ERROR: \S+\/\.infra is not a folder, but must be a folder\n.*mv \S+/,
      ) as string,
    });
  }
  await rm(join(other.dir, ".infra"));
});

test("the connection file may have a folder of its own", async () => {
  await using other = await TemporaryProject.create({ env: { INFRA_ENV_FILE: "config/of mine/.env" } });
  await other.succeed("up");
  expect(await readFile(join(other.dir, "config/of mine/.env"), "utf8")).toContain("DATABASE_URL=");
});

test.runIf(existsSync("/dev/full"))("output that finds no room is a failure, and no bug", async () => {
  const disk = await open("/dev/full", "w");
  try {
    for (const args of [["status"], ["status", "--json"], ["--help"], ["up"]]) {
      const { exitCode, stderr } = await infraInto(disk.fd, args);
      expect({ args, exitCode, stderr }).toEqual({
        args,
        exitCode: 16,
        stderr: expect.stringMatching(/^ERROR: Not all output could be written: ENOSPC/) as string,
      });
    }
  } finally {
    await disk.close();
  }
});

test("status --watch draws over itself in a terminal that does not know its width", async () => {
  const terminal = openTerminal(project, ["status", "--watch"]);
  // eslint-disable-next-line no-control-regex
  await eventually("it is drawn anew", () => /\x1b\[\d+F/.test(terminal.screen) || undefined);
  terminal.press("\x03");
  expect(await terminal.exitCode).toBe(130);
});

async function infraWith(
  env: Record<string, string | undefined>,
  ...args: string[]
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const all = Object.entries({ ...project.env, ...env }).filter(([, value]) => value !== undefined);
  return infraInto("pipe", args, Object.fromEntries(all));
}

async function infraInto(
  stdout: number | "pipe",
  args: readonly string[],
  env: NodeJS.ProcessEnv = project.env,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [join(repositoryRoot, "bin/infra.js"), "-C", project.dir, ...args], {
    env,
    stdio: ["ignore", stdout, "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const [exitCode] = (await once(child, "close")) as [number | null];
  return { exitCode, ...output };
}
