import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { socketDirectory } from "../../../../src/runtime/native/layout.js";
import { query, redis } from "../../../support/clients.js";
import { TemporaryProject } from "../../../support/temporary-project.js";
import {
  asOrdinaryUser,
  asSelf,
  createAccount,
  inClosedFolder,
  inContainer,
  type Account,
  type Way,
} from "./identities.js";

const run = promisify(execFile);

type MakeWay = (project: TemporaryProject) => Promise<Way>;

let user: Account | undefined;
let stranger: Account | undefined;
/** Nobody but root may read or write here. */
let closed: string;

beforeAll(async () => {
  closed = await mkdtemp(join(tmpdir(), "infra-closed-"));
  await writeFile(join(closed, "secret"), "only-for-root", { mode: 0o600 });
  user = await createAccount(`infra-user-${process.pid}`);
  stranger = await createAccount(`infra-str-${process.pid}`);
});
afterAll(async () => {
  await rm(closed, { recursive: true });
  await user?.[Symbol.asyncDispose]();
  await stranger?.[Symbol.asyncDispose]();
});

const WAYS: [string, MakeWay][] = [
  ["root", asSelf],
  ["root, in a folder that only root may enter", inClosedFolder],
  ["root of a container without user namespaces", inContainer],
  ["an ordinary user", (project) => asOrdinaryUser(project, user as Account)],
];

describe.each(WAYS)("servers of %s", (who, makeWay) => {
  let outer: TemporaryProject;
  let way: Way;
  let project: TemporaryProject;
  const asRoot = who.startsWith("root");

  beforeAll(async () => {
    outer = await TemporaryProject.create();
    way = await makeWay(outer);
    project = way.project;
    await project.succeed("up");
  });
  afterAll(async () => {
    await way[Symbol.asyncDispose]();
    await outer[Symbol.asyncDispose]();
  });

  test("have no capability, cannot gain a privilege, and root's are a user of their own in no group", async () => {
    const pids = await serverPids(project);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expectUnprivileged(await readFile(`/proc/${pid}/status`, "utf8"), asRoot);
    // What the server starts.
    const rows = await query<{ line: string }>(
      project,
      `create temp table status (line text); copy status from program 'cat /proc/self/status' (format csv, delimiter e'\\x01', quote e'\\x02'); select line from status`,
    ).then((results) => (results as unknown as { line: string }[][]).at(-1) ?? []);
    expectUnprivileged(rows.map(({ line }) => line).join("\n"), asRoot);
  });

  test("read and write nothing that is not theirs", async () => {
    const attempts = [
      `copy (select 1) to program 'cat /etc/shadow >&2 && true'`,
      `select pg_read_file('${join(closed, "secret")}')`,
      `copy (select 1) to '${join(closed, "written")}'`,
      `copy (select 1) to program 'touch ${join(closed, "written")}'`,
      `copy (select 1) to '${join(project.dir, "infra.config.json")}'`,
      `copy (select 1) to program 'touch ${join(project.dir, ".infra/tilemud/environment.json")}x'`,
    ];
    // An ordinary user's server may write where that user may.
    for (const sql of asRoot ? attempts : attempts.slice(0, 4)) {
      await expect(query(project, sql), sql).rejects.toThrow(/denied|failed|No such file/);
    }
    await expect(redis(project, "CONFIG", "SET", "dir", closed)).rejects.toThrow(
      /Permission denied|protected config/,
    );
    expect((await readdir(closed)).toSorted()).toEqual(["secret"]);
  });

  test("come up again, and with another password", async () => {
    await project.succeed("down");
    await project.with({ TILEMUD_PG_PASSWORD: "another" }).succeed("up");
    expect(await query(project, "select 1 as one")).toEqual([{ one: 1 }]);
    await project.succeed("up");
  });

  test("keep their state and sockets from other users of the machine", async () => {
    const name = stranger?.name ?? "";
    const { PGPORT } = await project.variables();
    const sockets = socketDirectory(join(project.dir, ".infra/tilemud"), asRoot ? 0 : (user?.uid ?? 0));
    expect((await stat(sockets)).mode & 0o777).toBe(0o700);
    const [pid = 0] = await serverPids(project);
    const attempts = [
      ["ls", sockets],
      ["cat", `${sockets}/.s.PGSQL.${PGPORT}.lock`],
      ["cat", join(project.dir, ".env.local.infra")],
      ["ls", join(project.dir, ".infra")],
      ["cat", join(project.dir, ".infra/tilemud/services.json")],
      ["touch", join(project.dir, ".infra/tilemud/postgres.lock")],
      ["ls", `/proc/${pid}/fd`],
      ["kill", "-9", String(pid)],
      ...(await dataFolders(project)).map((folder) => ["ls", folder]),
    ];
    for (const attempt of attempts) {
      await expect(run("runuser", ["-u", name, "--", ...attempt]), attempt.join(" ")).rejects.toThrow(
        /denied|not permitted/,
      );
    }
  });
});

test("two checkouts of root have different users", async () => {
  await using first = await TemporaryProject.create();
  await using second = await TemporaryProject.create();
  const uids: string[] = [];
  for (const project of [first, second]) {
    await project.succeed("up");
    for (const pid of await serverPids(project))
      uids.push(uidOf(await readFile(`/proc/${pid}/status`, "utf8")));
  }
  expect(new Set(uids).size).toBe(2);
  const names = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":")[2]);
  expect(names).not.toContain(uids[0]);
});

test("a copy of a checkout of root comes up with its rows, as a user of its own", async () => {
  await using outer = await TemporaryProject.create();
  await using copy = await TemporaryProject.create();
  await outer.succeed("up");
  await query(outer, "create table kept as select 7 as seven");
  await outer.succeed("down");
  await run("cp", ["-a", join(outer.dir, ".infra"), copy.dir]);
  await copy.succeed("up");
  expect(await query(copy, "select seven from kept")).toEqual([{ seven: 7 }]);
});

test("root takes nothing over from the environment of an ordinary user", async () => {
  await using outer = await TemporaryProject.create();
  await using way = await asOrdinaryUser(outer, user as Account);
  await way.project.succeed("up");
  const pids = await serverPids(way.project);
  for (const command of ["up", "down", "reset"]) {
    const { exitCode, stderr } = await outer.infra(command);
    expect(exitCode, `${command}: ${stderr}`).toBe(18);
    expect(stderr).toContain("without sudo");
  }
  await way.project.succeed("up");
  expect(await serverPids(way.project)).toEqual(pids);
});

test("a checkout that is closed later takes its data along", async () => {
  await using outer = await TemporaryProject.create();
  const dir = join(outer.dir, "folder", "checkout");
  await mkdir(dir, { recursive: true });
  const project = outer.in(dir);
  await project.succeed("up");
  await query(project, "create table kept as select 7 as seven");
  await project.succeed("down");
  await chmod(join(outer.dir, "folder"), 0o700);
  await project.succeed("up");
  expect(await query(project, "select seven from kept")).toEqual([{ seven: 7 }]);
  await project.succeed("reset");
});

async function serverPids(project: TemporaryProject): Promise<number[]> {
  const { document } = await project.json<{ services: { ref: string }[] }>("status");
  return document.services.map(({ ref }) => Number(ref));
}

async function dataFolders(project: TemporaryProject): Promise<string[]> {
  const { document } = await project.json<{ data: { location: string } }>("status");
  return [document.data.location];
}

function expectUnprivileged(status: string, asRoot: boolean): void {
  for (const set of ["CapInh", "CapPrm", "CapEff", "CapAmb", ...(asRoot ? ["CapBnd"] : [])])
    expect(status).toMatch(new RegExp(`^${set}:\\s*0000000000000000$`, "m"));
  expect(status).toMatch(/^NoNewPrivs:\s*1$/m);
  expect(uidOf(status)).not.toBe("0");
  if (!asRoot) return;
  expect(status).toMatch(/^Groups:\s*$/m);
  expect(Number(uidOf(status))).toBeGreaterThanOrEqual(60_578);
}

function uidOf(status: string): string {
  return /^Uid:\s*(\d+)/m.exec(status)?.[1] ?? "";
}
