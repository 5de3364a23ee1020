import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ALL_ROWS, countRows, filledProject } from "../../../support/filled-project.js";
import { TemporaryProject } from "../../../support/temporary-project.js";
import { enterContainer } from "./identities.js";

const run = promisify(execFile);

test("a server in another pid and network namespace is left alone, and named", async () => {
  await using project = await filledProject();
  const servers = await project.servers();
  await using container = await enterContainer();
  const inside = project.through(...container.enter);
  for (const command of ["up", "status", "down", "reset", "migrate"]) {
    const { exitCode, stderr } = await inside.infra(command);
    expect(exitCode, `${command}: ${stderr}`).toBe(18);
    expect(stderr).toMatch(/^ERROR: \w+ of this checkout runs on .*, another machine or container/m);
  }
  const doctor = await inside.infra("doctor");
  expect(doctor.exitCode).toBe(18);
  expect(doctor.stdout).toMatch(/services: \w+ of this checkout runs on .*, another machine or container/);
  expect(doctor.stdout).toContain("resources: ");
  expect(await project.servers()).toEqual(servers);
  expect(await countRows(project)).toEqual(ALL_ROWS);
  // When nothing runs any more, either may use the data.
  await project.succeed("down");
  await inside.succeed("up");
  await inside.succeed("down");
  await project.succeed("up");
  expect(await countRows(project)).toEqual(ALL_ROWS);
});

test("a program that only reads the data does not make a server elsewhere look dead", async () => {
  await using project = await filledProject();
  await using container = await enterContainer();
  const state = join(project.dir, ".infra/tilemud");
  const readers = ["postgres.lock", "redis.lock", "postgres/data", "redis/data"].map((name) =>
    spawn(
      container.enter[0] ?? "",
      [...container.enter.slice(1), "sh", "-c", `exec 9<"${join(state, name)}"; echo; exec sleep 60`],
      { stdio: ["ignore", "pipe", "ignore"] },
    ),
  );
  try {
    await Promise.all(readers.map(({ stdout }) => once(stdout, "data")));
    const inside = project.through(...container.enter);
    for (const command of ["up", "status", "down", "reset"]) {
      const { exitCode, stderr } = await inside.infra(command);
      expect(exitCode, `${command}: ${stderr}`).toBe(18);
    }
  } finally {
    for (const reader of readers) reader.kill("SIGKILL");
  }
  expect(await countRows(project)).toEqual(ALL_ROWS);
});

test("a lock file that was removed does not let a second server start", async () => {
  await using project = await filledProject();
  for (const name of ["postgres.lock", "redis.lock"]) await rm(join(project.dir, ".infra/tilemud", name));
  await using container = await enterContainer();
  const inside = project.through(...container.enter);
  for (const command of ["up", "down", "reset"]) {
    const { exitCode, stderr } = await inside.infra(command);
    expect(exitCode, `${command}: ${stderr}`).toBe(18);
  }
  expect(await countRows(project)).toEqual(ALL_ROWS);
  expect((await project.json("up")).document).toMatchObject({ unchanged: true });
});

test("a server that was killed is found dead from another namespace too", async () => {
  await using project = await filledProject();
  for (const server of await project.servers()) process.kill(Number(server.ref), "SIGKILL");
  // Its children end when they notice.
  await using container = await enterContainer();
  const inside = project.through(...container.enter);
  await inside.succeed("up");
  await inside.succeed("down");
  await project.succeed("up");
  expect(await countRows(project)).toEqual(ALL_ROWS);
});

test("a bind mount of the checkout shows the same server, and nothing is done to it there", async () => {
  await using project = await filledProject();
  await using outer = await TemporaryProject.create();
  const mounted = join(outer.dir, "mounted");
  await mkdir(mounted);
  await run("mount", ["--bind", project.dir, mounted]);
  try {
    const alias = project.in(mounted);
    for (const command of ["up", "down", "reset"]) {
      const { exitCode, stderr } = await alias.infra(command);
      expect(exitCode, `${command}: ${stderr}`).toBe(18);
      expect(stderr).toContain(join(project.dir, ".infra"));
    }
    expect(await countRows(project)).toEqual(ALL_ROWS);
  } finally {
    await run("umount", [mounted]);
  }
});
