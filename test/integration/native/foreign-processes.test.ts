import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identify } from "../../../src/system/process-identity.js";
import { query } from "../../support/clients.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { TemporaryProject } from "../../support/temporary-project.js";

let project: TemporaryProject;
let foreigner: ChildProcess & { pid: number };
beforeAll(async () => {
  project = await TemporaryProject.create({ migrations: { "001_t.sql": "CREATE TABLE t (id int);" } });
  foreigner = spawn("sleep", ["600"], { stdio: "ignore" }) as ChildProcess & { pid: number };
  await once(foreigner, "spawn");
});
afterAll(async () => {
  foreigner.kill("SIGKILL");
  await project[Symbol.asyncDispose]();
});

/** Each makes what infra finds after a crash name a process that is somebody else's by now. */
const LEFT_BEHIND: Record<string, () => Promise<void>> = {
  "pid files": async () => {
    const data = state("postgres", "data");
    const port = project.ports.postgres;
    await writeFile(
      join(data, "postmaster.pid"),
      `${foreigner.pid}\n${data}\n1700000000\n${port}\n/tmp\n127.0.0.1\n  5432001  32768\nready   \n`,
    );
    await writeFile(state("redis", "data", "redis.pid"), `${foreigner.pid}\n`);
  },
  "the record of what was started": async () => {
    const process_ = await identify(foreigner.pid);
    const record = (port: number) => ({ configHash: "", port, software: "", process: process_ });
    const services = { postgres: record(project.ports.postgres), redis: record(project.ports.redis) };
    await writeFile(state("services.json"), JSON.stringify({ version: 1, services }));
  },
};

test.each(Object.keys(LEFT_BEHIND))("%s naming a foreign process: nobody touches it", async (kind) => {
  await project.succeed("up");
  for (const command of ["down", "up", "reset"]) {
    await project.succeed("down");
    await LEFT_BEHIND[kind]?.();
    const { document } = await project.json<{ services: { state: string }[] }>("status");
    expect(document.services.map((each) => each.state)).toEqual(["stopped", "stopped"]);
    await project.succeed(command);
    expect(foreigner.exitCode ?? foreigner.signalCode).toBeNull();
    expect(await project.servers()).toHaveLength(command === "up" ? 2 : 0);
  }
});

test("a record that names a foreign process beside living servers: the servers are found all the same", async () => {
  await project.succeed("up");
  await LEFT_BEHIND["the record of what was started"]?.();
  expect((await project.json("status")).document).toMatchObject({ status: "ready" });
  await project.succeed("down");
  expect(await project.servers()).toEqual([]);
  expect(foreigner.exitCode ?? foreigner.signalCode).toBeNull();
});

test("a copy of a running checkout leaves the servers of the original alone", async () => {
  await project.succeed("up");
  const servers = await project.servers();
  const copy = join(await temporaryFolder(), "checkout");
  await cp(project.dir, copy, { recursive: true });
  const inCopy = project.in(copy);
  expect((await inCopy.json("status")).document).not.toMatchObject({ status: "ready" });
  const refused = await inCopy.infra("up");
  expect(refused.exitCode).toBe(11);
  expect(refused.stderr).toContain(`pid ${servers[0]?.ref}`);
  await inCopy.succeed("down");
  expect(await project.servers()).toEqual(servers);
  await inCopy.succeed("reset");
  expect(await project.servers()).toEqual(servers);
  expect(await query(project, "select * from t")).toEqual([]);
});

test("the pid file of PostgreSQL names the server that status shows", async () => {
  await project.succeed("up");
  const [postgres] = await project.servers();
  const pidFile = await readFile(state("postgres", "data", "postmaster.pid"), "utf8");
  expect(pidFile.split("\n")[0]).toBe(postgres?.ref);
  const { document } = await project.json<{ services: { ref: string }[] }>("status");
  expect(document.services.map(({ ref }) => ref)).toEqual((await project.servers()).map(({ ref }) => ref));
});

function state(...parts: string[]): string {
  return join(project.dir, ".infra", "tilemud", ...parts);
}
