import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "../support/temporary-project.js";

// Two clones of one project: their variables have the same names. A shell, direnv or a copied `.env` brings those of one to the other.

let one: TemporaryProject;
let other: TemporaryProject;
beforeAll(async () => {
  [one, other] = [await clone("one"), await clone("other")];
  await one.succeed("up");
});
afterAll(async () => {
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

/** All its settings are in its config file, which variables override. */
async function clone(user: string): Promise<TemporaryProject> {
  const project = await TemporaryProject.create();
  const { ports, names } = project;
  const config = {
    network: names.network,
    postgres: { port: ports.postgres, container: names.postgres, volume: names.volume, user, database: user },
    redis: { port: ports.redis, container: names.redis },
  };
  await project.write("infra.config.json", JSON.stringify(config));
  for (const name of Object.keys(project.env)) {
    if (/^TILEMUD_(?!RUNTIME)/.test(name)) delete project.env[name];
  }
  return project;
}

const fileOf = (project: TemporaryProject) => join(project.dir, ".env.local.infra");

/** As README shows it, and as direnv does it. */
const SOURCED = 'set -a; . "$0"; set +a; exec "$@"';

/** As programs do it that read env files themselves. */
const LOADED =
  "process.exitCode = require('node:child_process').spawnSync(process.argv[1], process.argv.slice(2), { stdio: 'inherit' }).status";

const NOTE =
  /Ignoring POSTGRES_PORT and \d+ other variables in the environment, exported for another checkout/;

test.each([
  ["a shell", () => ["sh", "-c", SOURCED, fileOf(one)]],
  ["node --env-file", () => [process.execPath, `--env-file=${fileOf(one)}`, "-e", LOADED, "--"]],
])("the variables of another checkout in %s are ignored, with a note", async (_name, prefix) => {
  const inShell = other.through(...prefix());
  const up = await inShell.succeed("up");
  expect(up.stdout).toMatch(NOTE);
  expect(up.stdout.match(/Ignoring/g)).toHaveLength(1);
  expect(await other.variables()).toMatchObject({
    POSTGRES_PORT: String(other.ports.postgres),
    PGUSER: "other",
    TILEMUD_REDIS_PORT: String(other.ports.redis),
  });
  const status = await inShell.infra("status", "--json");
  expect(JSON.parse(status.stdout)).toMatchObject({ status: "ready" });
  expect(status.stderr).toMatch(NOTE);
  // In their own checkout they are as good as the configuration.
  const own = await one.through(...prefix()).infra("status", "--json");
  expect(JSON.parse(own.stdout)).toMatchObject({ status: "ready" });
  expect(own.stderr).toBe("");
});

test("a copy of the file as .env is ignored too", async () => {
  await copyFile(fileOf(one), join(other.dir, ".env"));
  const { exitCode, stdout } = await other.infra("up", "--dry-run");
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: expect.stringMatching(/Ignoring POSTGRES_PORT and \d+ other variables in \.env/) as string,
  });
  expect(stdout).not.toContain(String(one.ports.postgres));
  await other.write(".env", "");
});

test("a variable that is set after the file counts", async () => {
  const script = 'set -a; . "$0"; POSTGRES_PORT=many; set +a; exec "$@"';
  const { exitCode, stderr } = await other.through("sh", "-c", script, fileOf(one)).infra("up");
  expect(exitCode).toBe(2);
  expect(stderr).toContain('but is "many" — from POSTGRES_PORT (environment)');
});

test("infra run in infra run of another checkout gives the variables of its own", async () => {
  const inner = other.through(
    process.execPath,
    join(import.meta.dirname, "../../bin/infra.js"),
    "-C",
    one.dir,
    "run",
    "--",
  );
  const script = 'echo "$PGUSER $PGPORT $INFRA_CHECKOUT_ID"';
  const { exitCode, stdout, stderr } = await inner.infra("run", "--", "sh", "-c", script);
  const record = JSON.parse(await readFile(join(other.dir, ".infra/checkout.json"), "utf8")) as {
    id: string;
  };
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `other ${other.ports.postgres} ${record.id}\n`,
  });
  expect(stderr).toMatch(NOTE);
});

test("the first infra run of a checkout names it as well", async () => {
  await using fresh = await clone("fresh");
  const { stdout } = await fresh.succeed("run", "--", "sh", "-c", 'echo "$INFRA_CHECKOUT_ID"');
  expect(stdout.trim()).toBe((await fresh.variables())["INFRA_CHECKOUT_ID"]);
});
