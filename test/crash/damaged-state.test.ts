import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { socketDirectory } from "../../src/runtime/native/layout.js";
import { identify, type ProcessIdentity } from "../../src/system/process-identity.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import { infra, killEverything, succeed } from "./support/commands.js";
import { expectTrueStatus } from "./support/expect-true-status.js";
import { expectUpHeals } from "./support/expect-whole.js";
import { createProject, expectRows, upWithOneMoreRow } from "./support/project.js";

const TEST_TIMEOUT_MS = 120_000;
/** Linux hands out pids up to one below this. */
const NOBODY_S_PID = 4_194_304;

let project: TemporaryProject;
let rows: number[] = [];
beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project[Symbol.asyncDispose]());
beforeEach(async () => {
  rows = await upWithOneMoreRow(project);
});

const DAMAGES: Record<string, (text: string) => string> = {
  emptied: () => "",
  "cut in half": (text) => text.slice(0, Math.floor(text.length / 2)),
  "full of NUL bytes": (text) => "\0".repeat(text.length),
  "JSON of another shape": () => "null\n",
  "JSON of another shape too": () => '{"version":1,"services":[null],"applied":{},"runtime":7}\n',
};

const OWN_FILES = [
  "services.json",
  "environment.json",
  "history.jsonl",
  "migration-ledger.json",
  "redis/data/redis.pid",
  "redis/redis.conf",
  "../../.env.local.infra",
];

/** A running PostgreSQL ends itself within a minute when its pid file is no longer its own: damaged only when it is dead. */
const POSTGRES_FILES = ["postgres/data/postmaster.pid", "postgres/data/postmaster.opts"];

async function damage(name: string, how: (text: string) => string): Promise<void> {
  await writeFile(statePath(name), how(await readFile(statePath(name), "utf8")));
}

function statePath(name: string): string {
  return join(project.dir, ".infra/tilemud", name);
}

describe("while the services run", () => {
  test.each(OWN_FILES)("%s is damaged", { timeout: TEST_TIMEOUT_MS }, async (name) => {
    for (const how of Object.values(DAMAGES)) {
      await damage(name, how);
      await expectUpHeals(project);
    }
    await expectRows(project, rows);
  });

  test.each(["services.json", "environment.json"])(
    "%s is damaged, and status and down still know what runs",
    { timeout: TEST_TIMEOUT_MS },
    async (name) => {
      for (const how of Object.values(DAMAGES)) {
        await damage(name, how);
        await expectTrueStatus(project);
      }
      await succeed(project, "down");
      expect(await project.processes()).toEqual([]);
    },
  );
});

test.each(Object.entries(DAMAGES))(
  "everything was killed, and all state files are %s",
  { timeout: TEST_TIMEOUT_MS },
  async (_what, how) => {
    await killEverything(project);
    for (const name of [...OWN_FILES, ...POSTGRES_FILES]) await damage(name, how);
    await expectTrueStatus(project);
    await expectUpHeals(project);
    await expectRows(project, rows);
  },
);

test("claims of the lock are damaged", { timeout: TEST_TIMEOUT_MS }, async () => {
  const self = await identify(process.pid);
  const claim = JSON.stringify({ ...self, hostname: hostname(), command: "infra up", since: "" });
  for (const [index, how] of Object.values(DAMAGES).entries()) {
    await writeFile(statePath(`lock/claim.4711.000000000000000${index}.json`), how(claim));
  }
  await writeFile(statePath(`lock/new.${NOBODY_S_PID}.0123456789abcdef`), claim.slice(0, 20));
  await expectTrueStatus(project);
  await expectUpHeals(project);
});

test("half-written files of killed commands are swept", { timeout: TEST_TIMEOUT_MS }, async () => {
  const beside = [
    "services.json",
    "../../.env.local.infra",
    "redis/redis.conf",
    "postgres/data/postgresql.conf",
  ];
  await killEverything(project);
  for (const name of beside) {
    const path = statePath(name);
    await writeFile(join(dirname(path), `.${basename(path)}.${NOBODY_S_PID}.0123456789ab.tmp`), "half");
  }
  await expectUpHeals(project);
});

test.each(["PG_VERSION", "postgresql.conf", "global/pg_control"])(
  "%s of the data is damaged: `up` says what is wrong, and keeps the data",
  { timeout: TEST_TIMEOUT_MS },
  async (name) => {
    await succeed(project, "down");
    const path = statePath(`postgres/data/${name}`);
    const whole = await readFile(path);
    await writeFile(path, "garbage {");
    const { exitCode, stderr } = await infra(project, ["up"]);
    expect([13, 17], stderr).toContain(exitCode);
    expect(stderr).toMatch(/^ERROR: /m);
    expect(await project.processes()).toEqual([]);
    await writeFile(path, whole);
    await expectUpHeals(project);
    await expectRows(project, rows);
  },
);

describe("after a restart of the machine every pid may be somebody else's", () => {
  test.each(["as an older boot wrote them", "as this boot would write them"])(
    "pid files and records %s",
    { timeout: TEST_TIMEOUT_MS },
    async (when) => {
      await using stranger = await startStranger();
      await killEverything(project);
      const self = { ...stranger.identity };
      const identity = when.startsWith("as an older")
        ? { ...self, machine: self.machine.replace(/^\S+/, "00000000-0000-0000-0000-000000000000") }
        : { ...self, startTime: `${Number(self.startTime) - 1}` };
      const recorded = JSON.parse(await readFile(statePath("services.json"), "utf8")) as {
        services: Record<string, object>;
      };
      for (const record of Object.values(recorded.services)) Object.assign(record, { process: identity });
      await writeFile(statePath("services.json"), JSON.stringify(recorded));
      const claim = {
        ...identity,
        hostname: hostname(),
        command: "infra up",
        since: "long ago",
      };
      await writeFile(statePath(`lock/claim.${identity.pid}.0123456789abcdef.json`), JSON.stringify(claim));
      await damage("redis/data/redis.pid", () => `${identity.pid}\n`);
      await damage("postgres/data/postmaster.pid", (text) => text.replace(/^\d+/, String(identity.pid)));
      await lockSocketFor(identity.pid);

      const report = await expectTrueStatus(project);
      expect(report.services.map(({ state }) => state)).toEqual(["stopped", "stopped"]);
      await expectUpHeals(project);
      await expectRows(project, rows);
      expect(await identify(stranger.identity.pid), "the stranger was not touched").toEqual(
        stranger.identity,
      );
    },
  );
});

/** What PostgreSQL's socket leaves behind; `/tmp` often outlives a restart. */
async function lockSocketFor(pid: number): Promise<void> {
  const folder = socketDirectory(join(project.dir, ".infra/tilemud"));
  if (!existsSync(folder)) await mkdir(folder, { mode: 0o700 });
  const dataDir = statePath("postgres/data");
  await writeFile(
    join(folder, `.s.PGSQL.${project.ports.postgres}.lock`),
    `${pid}\n${dataDir}\n1700000000\n${project.ports.postgres}\n${folder}\n`,
  );
}

/** A process that has nothing to do with the project. */
async function startStranger(): Promise<AsyncDisposable & { identity: ProcessIdentity }> {
  const child = spawn("sleep", ["600"], { stdio: "ignore", cwd: "/" });
  const identity = await identify(child.pid ?? 0);
  if (identity === undefined) throw new Error("sleep did not start");
  return {
    identity,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
    },
  };
}
