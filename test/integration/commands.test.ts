import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../support/clients.js";
import { eventually } from "../support/eventually.js";
import { repositoryRoot } from "../support/repository.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import { TemporaryProject } from "../support/temporary-project.js";
import { openTerminal } from "../support/terminal.js";

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({ migrations: { "001_t.sql": "CREATE TABLE t (id int);" } });
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

test("status tells services, addresses, migrations and where the data is", async () => {
  const { stdout } = await project.succeed("status");
  const [postgres, redis] = await project.servers();
  expect(stdout).toMatch(/^tilemud ready/);
  expect(stdout).toMatch(new RegExp(`postgres +healthy +\\S+:${project.ports.postgres} +${postgres?.ref} `));
  expect(stdout).toMatch(new RegExp(`redis +healthy +\\S+:${project.ports.redis} +${redis?.ref} `));
  expect(stdout).toMatch(/Migrations +1 applied, 0 pending/);

  const { document } = await project.json("status");
  expect(document).toMatchObject({
    schema: "infra/status/v1",
    ok: true,
    status: "ready",
    name: "tilemud",
    projectDir: project.dir,
    runtime: runtimeUnderTest.kind,
    services: [
      { state: "healthy", port: project.ports.postgres, ref: postgres?.ref, recentRestarts: 0 },
      { state: "healthy", port: project.ports.redis, ref: redis?.ref, recentRestarts: 0 },
    ],
    migrations: { applied: 1, pending: 0, problems: [] },
    data: { exists: true },
    environment: {
      networkName: project.names.network,
      pgContainerName: project.names.postgres,
      redisContainerName: project.names.redis,
      pgVolumeName: project.names.volume,
      pgImageTag: "postgres:18.0-alpine",
      redisImageTag: "redis:8.2-alpine",
      status: "ready",
    },
  });
});

test("doctor finds nothing in the way of a healthy environment, and reports the machine", async () => {
  const { stdout } = await project.succeed("doctor");
  expect(stdout).toContain(`port ${project.ports.postgres}`);
  expect(stdout).not.toMatch(/✖/);
  const { document } = await project.json<{ findings: { severity: string }[] }>("doctor");
  expect(document).toMatchObject({
    schema: "infra/doctor/v1",
    ok: true,
    pass: true,
    resources: {
      cpuCount: expect.any(Number) as number,
      freeMemMB: expect.any(Number) as number,
      freeDiskMB: expect.any(Number) as number,
      pass: true,
    },
  });
  expect(document.findings.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("logs are those of the servers; -f goes on with what comes", async () => {
  await expect(query(project, "select * from before_following")).rejects.toThrow("does not exist");
  const { stdout } = await project.succeed("logs", "postgres", "--tail", "20");
  expect(stdout).toContain('relation "before_following" does not exist');
  expect((await project.succeed("logs", "--tail", "2")).stdout).toMatch(/^postgres.*\n(.*\n)*redis/);
  const { document } = await project.json<{ lines: { service: string }[] }>("logs", "redis", "--tail", "3");
  expect(document.lines.map(({ service }) => service)).toEqual(["redis", "redis", "redis"]);

  const following = project.start(["logs", "-f", "--tail", "1"]);
  let seen = "";
  following.child.stdout?.on("data", (text: string) => (seen += text));
  await eventually("it follows", () => seen.includes("\n") || undefined);
  await expect(query(project, "select * from while_following")).rejects.toThrow("does not exist");
  await eventually("the new line", () => /^postgres.*"while_following"/m.test(seen) || undefined);
  following.child.kill("SIGINT");
  expect(await following.result).toMatchObject({ exitCode: 130, stderr: expect.any(String) as string });
});

test("init gives an empty folder what up needs, and changes nothing the second time", async () => {
  await using fresh = await TemporaryProject.create();
  const { document } = await fresh.json("init", "--name", "shop");
  expect(document).toMatchObject({
    created: ["infra.config.json", ".env.example", ".gitignore", "migrations/001_init.sql", ".env"],
  });
  expect(await readFile(join(fresh.dir, ".gitignore"), "utf8")).toContain(".env.local.infra");
  expect((await fresh.json("init")).document).toMatchObject({ created: [], changed: [] });

  const shop = fresh.with({
    SHOP_PG_PORT: String(fresh.ports.postgres),
    SHOP_REDIS_PORT: String(fresh.ports.redis),
    ...runtimeUnderTest.settings("shop"),
  });
  const up = await shop.json("up");
  expect(up.document).toMatchObject({
    name: "shop",
    migrations: { applied: [{ filename: "001_init.sql" }] },
  });
  expect(await shop.variables()).toMatchObject({ SHOP_PG_DB: "shop", PGDATABASE: "shop" });
  expect(await query(shop, "select * from accounts")).toEqual([]);
  await shop.succeed("reset");
});

test("-C works on another folder, like git and make, from wherever one is", async () => {
  const run = (cwd: string, ...args: string[]) =>
    promisify(execFile)(
      process.execPath,
      [join(repositoryRoot, "bin/infra.js"), ...args, "status", "--json"],
      {
        cwd,
        env: project.env,
      },
    );
  const parent = dirname(project.dir);
  for (const [cwd, args] of [
    [parent, ["-C", basename(project.dir)]],
    [parent, ["-C", "..", "-C", join(basename(parent), basename(project.dir))]],
    [project.dir, []],
  ] as const) {
    const { stdout } = await run(cwd, ...args);
    expect(JSON.parse(stdout)).toMatchObject({ projectDir: project.dir, status: "ready" });
  }
  const missing = await project.infra("-C", "nowhere", "status");
  expect(missing).toMatchObject({ exitCode: 2, stdout: "" });
});

test("a terminal gets colors, unless NO_COLOR is set; a pipe never does", async () => {
  const colors = /\x1b\[[0-9;]*m/; // eslint-disable-line no-control-regex
  const { NO_COLOR: _, ...colorful } = project.env;
  expect(await screenOf({ ...colorful, NO_COLOR: undefined })).toMatch(colors);
  expect(await screenOf({ NO_COLOR: "1" })).not.toMatch(colors);
  expect((await project.succeed("status")).stdout).not.toMatch(colors);
});

test("every command has a help text with an example", async () => {
  const { stdout } = await project.succeed("--help");
  const names = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)\b.*$/gm)].map(([, name]) => name ?? "");
  const commands = names.filter((name) => name !== "help" && name !== "infra" && name !== "node");
  expect(commands).toEqual(
    expect.arrayContaining(["up", "down", "reset", "status", "run", "env", "migrate"]),
  );
  for (const args of [...commands.map((name) => [name]), ["migrate", "new"], ["migrate", "repair"]]) {
    const help = await project.succeed(...args, "--help");
    expect(help.stdout).toMatch(/^Usage: infra /);
    expect(help.stdout).toMatch(
      new RegExp(`^Examples:\\n(?: {2}.*\\n)*? {2}.*infra(?:\\.js)? ${args.join(" ")}`, "m"),
    );
  }
});

test("the commands that have a name of their own do the same", async () => {
  const short = async (name: string) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(repositoryRoot, "bin", `${name}.js`), "-C", project.dir, "--json"],
      { env: project.env },
    );
    return JSON.parse(stdout) as unknown;
  };
  expect(await short("infra-up")).toMatchObject({ schema: "infra/up/v1", unchanged: true });
  await project.succeed("verify", "--update");
  expect(await short("infra-verify")).toMatchObject({ schema: "infra/verify/v1" });
  expect(await short("infra-down")).toMatchObject({
    schema: "infra/down/v1",
    stopped: ["postgres", "redis"],
  });
  expect(await short("infra-reset")).toMatchObject({ schema: "infra/reset/v1", dataRemoved: true });
});

async function screenOf(env: Record<string, string | undefined>): Promise<string> {
  const terminal = openTerminal(project, ["status"], env);
  expect(await terminal.exitCode).toBe(0);
  return terminal.screen;
}
