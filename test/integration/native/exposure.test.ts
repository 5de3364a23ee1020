import { lstat, readdir, readFile, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { queryUrl } from "../../support/clients.js";
import { TemporaryProject } from "../../support/temporary-project.js";

// What a server shows to others on the machine. /proc tells it on Linux; elsewhere nothing as sure does.
const isLinux = process.platform === "linux";
const note = isLinux ? "" : " (skipped: needs /proc)";

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create({ env: { DEVELOPERS_OWN_TOKEN: "t0ken" } });
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

test.skipIf(!isLinux)(`the servers listen on 127.0.0.1 and on nothing else${note}`, async () => {
  const processes = await project.processes();
  expect(processes.length).toBeGreaterThan(2);
  const inodes = new Set((await Promise.all(processes.map(({ pid }) => socketInodes(pid)))).flat());
  const listening = (await listeningSockets()).filter(({ inode }) => inodes.has(inode));
  expect(listening.map(({ address, port }) => `${address}:${port}`).toSorted()).toEqual(
    [project.ports.postgres, project.ports.redis].map((port) => `0100007F:${port}`).toSorted(),
  );
});

test.skipIf(!isLinux)(`the servers got nothing of the developer's environment${note}`, async () => {
  for (const { pid } of await project.processes()) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8");
    expect(environment).not.toContain("DEVELOPERS_OWN_TOKEN");
    expect(environment).not.toContain("HOME=");
  }
});

test("a wrong password is refused, over TCP and over the socket", async () => {
  const { postgres } = project.ports;
  const wrong = { code: "28P01" };
  await expect(
    queryUrl(`postgresql://tilemud:wrong@127.0.0.1:${postgres}/tilemud`, "select 1"),
  ).rejects.toMatchObject(wrong);
  const { DATABASE_URL = "" } = await project.variables();
  const [row] = await queryUrl<{ folder: string }>(
    DATABASE_URL,
    "select current_setting('unix_socket_directories') folder",
  );
  const socket = encodeURIComponent(row?.folder ?? "");
  const bySocket = `postgresql://tilemud:wrong@localhost:${postgres}/tilemud?host=${socket}`;
  await expect(queryUrl(bySocket, "select 1")).rejects.toMatchObject(wrong);
  const rules = await queryUrl<{ auth_method: string }>(
    DATABASE_URL,
    "select distinct auth_method from pg_hba_file_rules",
  );
  expect(rules).toEqual([{ auth_method: "scram-sha-256" }]);
});

test("the socket lies in a folder that only the owner may enter, and goes with the server", async () => {
  const { DATABASE_URL = "" } = await project.variables();
  const [row] = await queryUrl<{ folder: string }>(
    DATABASE_URL,
    "select current_setting('unix_socket_directories') folder",
  );
  const folder = row?.folder ?? "";
  expect((await lstat(folder)).mode & 0o777).toBe(0o700);
  await project.succeed("down");
  await expect(lstat(folder)).rejects.toThrow("ENOENT");
  await project.succeed("up");
});

test("files of the environment are for their owner only", async () => {
  const state = join(project.dir, ".infra", "tilemud");
  // The user of root's servers passes through to their own folders, and may look into none on the way.
  const forbidden = process.getuid?.() === 0 ? 0o066 : 0o077;
  for (const name of [".", ...(await readdir(state))]) {
    const { mode } = await stat(join(state, name));
    expect({ name, open: mode & forbidden }).toEqual({ name, open: 0 });
  }
});

test("a project in a folder whose path is longer than a socket's may be comes up", async () => {
  const deep = join(project.dir, "a".repeat(100), "ünïcode and space");
  await project.write(join("a".repeat(100), "ünïcode and space", "infra.config.json"), "{}");
  await project.succeed("down");
  const below = project.in(deep);
  try {
    await below.succeed("up");
    expect((await below.json("status")).document).toMatchObject({ status: "ready" });
  } finally {
    await below.succeed("reset");
    await project.succeed("up");
  }
});

async function socketInodes(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => "")));
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}

async function listeningSockets(): Promise<{ address: string; port: number; inode: string }[]> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
  );
  return tables.flatMap((table) =>
    table
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A")
      .map((fields) => {
        const [address = "", port = ""] = (fields[1] ?? "").split(":");
        return { address, port: Number.parseInt(port, 16), inode: fields[9] ?? "" };
      }),
  );
}
