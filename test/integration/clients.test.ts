import { execFile } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "dotenv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { queryUrl } from "../support/clients.js";
import { TemporaryProject } from "../support/temporary-project.js";

// A password that a careless quoting would spoil in one of the formats.
const PASSWORD = "pa ss#$wd&%41;*";

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({ env: { TILEMUD_PG_PASSWORD: PASSWORD } });
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

/** How somebody else's program gets at the variables, per format. */
const READERS: Record<string, (output: string) => Promise<Record<string, string>>> = {
  dotenv: async (output) => parse(output),
  shell: (output) => readByShell('eval "$1"', output),
  json: async (output) => JSON.parse(output) as Record<string, string>,
  github: async (output) => parseGithubEnv(output),
};

test.each(Object.keys(READERS))("env --format %s gives a program all it needs to connect", async (format) => {
  const { stdout } = await project.succeed("env", "--format", format);
  const variables = (await READERS[format]?.(stdout)) ?? {};
  const { TILEMUD_ENV_GENERATED_AT: _, ...written } = await project.variables();
  expect(variables).toMatchObject(written);
  expect(variables["PGPASSWORD"]).toBe(PASSWORD);
  expect(await queryUrl(variables["DATABASE_URL"] ?? "", "select 1 as one")).toEqual([{ one: 1 }]);
});

test("a shell can source the connection file", async () => {
  const variables = await readByShell('set -a; . "$1"; set +a', join(project.dir, ".env.local.infra"));
  expect(variables).toMatchObject(await project.variables());
  expect(await queryUrl(variables["DATABASE_URL"] ?? "", "select 1 as one")).toEqual([{ one: 1 }]);
});

test("psql and redis-cli are the machine's own, connected, with the password by environment only", async () => {
  const folder = await fakeClients();
  const env = { PATH: `${folder}:${process.env["PATH"]}` };
  const psql = await project.start(["psql", "-c", "select 'a b'"], env).result;
  expect(psql.stdout).toBe(
    `psql [-c] [select 'a b'] ${PASSWORD}@localhost:${project.ports.postgres} tilemud/tilemud\n`,
  );
  expect(psql.exitCode).toBe(4);
  const redisCli = await project.start(["redis-cli", "ping"], env).result;
  expect(redisCli.stdout).toBe(`redis-cli [-h] [localhost] [-p] [${project.ports.redis}] [ping]\n`);
});

test("without a client on PATH they say what to install", async () => {
  for (const client of ["psql", "redis-cli"]) {
    const { exitCode, stderr } = await project.start([client], { PATH: "/nonexistent" }).result;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(new RegExp(`^ERROR: ${client} is not installed`)) as string,
    });
    expect(stderr).toMatch(/apt-get install|brew install/);
  }
});

test("nothing is started for them: 50 when the services do not run", async () => {
  await project.succeed("down");
  for (const args of [["psql"], ["redis-cli"], ["env"]]) {
    expect(await project.infra(...args)).toMatchObject({ exitCode: 50, stdout: "" });
  }
  expect(await project.servers()).toEqual([]);
});

/** Runs a line in a real shell with nothing else in its environment, and returns what its children would get. */
async function readByShell(line: string, argument: string): Promise<Record<string, string>> {
  const { stdout } = await promisify(execFile)(
    "/bin/sh",
    ["-c", `${line}; exec /usr/bin/env -0`, "sh", argument],
    {
      env: {},
    },
  );
  return Object.fromEntries(
    stdout.split("\0").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
}

/** As the runner of GitHub reads the file: `NAME=value`, or `NAME<<MARK` up to a line that is the mark. */
function parseGithubEnv(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [, name = "", , block, plain] of text.matchAll(
    /^([A-Za-z_]\w*)(?:<<(.+)\n([^]*?)\n\2$|=(.*)$)/gm,
  ))
    variables[name] = block ?? plain ?? "";
  return variables;
}

/** Clients that print how they were called. */
async function fakeClients(): Promise<string> {
  const folder = join(project.dir, "bin");
  await project.write("bin/README", "clients for the test\n");
  const print = `printf '%s' "$(basename "$0")"; for each in "$@"; do printf ' [%s]' "$each"; done`;
  const login = `printf ' %s@%s:%s %s/%s' "$PGPASSWORD" "$PGHOST" "$PGPORT" "$PGUSER" "$PGDATABASE"`;
  await writeFile(join(folder, "psql"), `#!/bin/sh\n${print}; ${login}; echo; exit 4\n`);
  await writeFile(join(folder, "redis-cli"), `#!/bin/sh\n${print}; echo\n`);
  for (const name of ["psql", "redis-cli"]) await chmod(join(folder, name), 0o755);
  return folder;
}
