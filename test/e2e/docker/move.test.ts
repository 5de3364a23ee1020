import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { dockerUnderTest } from "../../support/docker-under-test.js";
import { nativeUnderTest } from "../../support/native-under-test.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

describeWithEngine("an environment that moves to another runtime", () => {
  let project: TemporaryProject;
  beforeEach(async () => {
    project = await TemporaryProject.create({
      // A first start on a busy machine may take longer than it does for a user.
      env: { TILEMUD_RUNTIME: "auto", INFRA_HEALTH_TIMEOUT_MS: "90000" },
      migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
    });
  });
  afterEach(async () => {
    for (const runtime of ["native", "docker"]) await project.infra("reset", "--runtime", runtime);
    const left = await nativeUnderTest.remains(project.dir);
    await nativeUnderTest.sweep(project.dir);
    await project[Symbol.asyncDispose]();
    if (left.length > 0) throw new Error(`left over: ${left.join(", ")}`);
  });

  const running = async () => [
    (await nativeUnderTest.servers(project.dir)).length,
    (await dockerUnderTest.servers(project.dir)).length,
  ];
  const rows = () => query(project, "select * from t");

  test("native, docker, native: one runs at a time, on the same ports, and each data is found again", async () => {
    await project.succeed("up", "--runtime", "native");
    await query(project, "insert into t values (1)");

    const toDocker = await project.succeed("up", "--runtime", "docker");
    expect(toDocker.stdout).toContain("tilemud moves from native to docker, where it starts empty");
    expect(toDocker.stdout).toContain(`To use it again: ${project.command} up --runtime native`);
    expect(await running()).toEqual([0, 2]);
    expect(await rows()).toEqual([]);
    await query(project, "insert into t values (2)");

    const toNative = await project.succeed("up", "--runtime", "native");
    expect(toNative.stdout).toContain("tilemud moves from docker to native, where its earlier data is");
    expect(await running()).toEqual([2, 0]);
    expect(await rows()).toEqual([{ id: 1 }]);
    // Without the flag it stays there.
    expect((await project.json("up")).document).toMatchObject({
      runtime: "native",
      unchanged: true,
      others: [],
    });

    const reset = await project.succeed("reset");
    expect(reset.stdout).toMatch(
      /Its data on docker is kept \(node \S+ -C \S+ reset --runtime docker deletes it\)/,
    );
    // The old data elsewhere does not come back by itself.
    expect((await project.json("up")).document).toMatchObject({ runtime: "native" });
    expect(await rows()).toEqual([]);
    expect((await project.json("reset")).document).toMatchObject({ dataElsewhere: [{ runtime: "docker" }] });
    expect((await project.json("reset", "--runtime", "docker")).document).toMatchObject({
      dataRemoved: true,
      dataElsewhere: [],
    });
    expect(await dockerUnderTest.data(project.dir)).toEqual([]);
  });

  test("one that was on one runtime only is not said to have data elsewhere", async () => {
    for (const before of ["nothing", "rm -rf .infra"]) {
      await project.succeed("up", "--runtime", "docker");
      if (before === "rm -rf .infra") await rm(join(project.dir, ".infra"), { recursive: true });
      await project.succeed("up", "--runtime", "docker");
      expect((await project.json("reset")).document).toMatchObject({ dataElsewhere: [] });
      expect(await readdir(join(project.dir, ".infra", "tilemud"))).toEqual(["lock"]);
    }
  });

  test("a move whose image cannot be fetched leaves the servers alone", async () => {
    await project.succeed("up", "--runtime", "native");
    const before = await nativeUnderTest.servers(project.dir);
    const image = "127.0.0.1:9/none:1";
    const { exitCode } = await project
      .with({ TILEMUD_REDIS_IMAGE: image })
      .infra("up", "--runtime", "docker");
    expect(exitCode).toBe(15);
    expect(await nativeUnderTest.servers(project.dir)).toEqual(before);
    expect((await project.json("status")).document).toMatchObject({ runtime: "native", status: "ready" });
  });

  test("an engine that is gone does not stop a move; its servers are named, and stopped when it is back", async () => {
    await project.succeed("up", "--runtime", "docker");
    const cutOff = project.with({
      DOCKER_HOST: `unix://${join(project.dir, "no-engine.sock")}`,
      // The containers have theirs.
      TILEMUD_PG_PORT: String(project.ports.postgres + 1),
      TILEMUD_REDIS_PORT: String(project.ports.redis + 1),
    });
    const samePorts = project.with({ DOCKER_HOST: cutOff.env["DOCKER_HOST"] ?? "" });
    const refused = await samePorts.infra("up", "--runtime", "native");
    expect(refused.exitCode).toBe(11);
    expect(refused.stderr).toMatch(/may be used by this environment on docker, but docker cannot be reached/);

    const { stdout } = await cutOff.succeed("up", "--runtime", "native");
    expect(stdout).toMatch(
      /servers on docker may still be running[^]*infra\.js -C \S+ down --runtime docker/,
    );
    expect(await running()).toEqual([2, 2]);
    expect((await cutOff.succeed("status")).stdout).toMatch(
      /may run in this checkout \(docker, not visible: /,
    );

    const moved = project.with({
      TILEMUD_PG_PORT: cutOff.env["TILEMUD_PG_PORT"] ?? "",
      TILEMUD_REDIS_PORT: cutOff.env["TILEMUD_REDIS_PORT"] ?? "",
    });
    expect((await moved.succeed("status")).stdout).toMatch(
      /This environment also runs .*down --runtime docker/,
    );
    expect((await moved.json("up")).document).toMatchObject({ runtime: "native", others: [] });
    expect(await running()).toEqual([2, 0]);
    await moved.succeed("down");
    expect(await running()).toEqual([0, 0]);
  });

  test("a command that is killed on the way leaves nothing that the next one does not find", async () => {
    await project.succeed("up", "--runtime", "native");
    await query(project, "insert into t values (1)");
    for (const moment of ["Stopped Postgres", "Starting Postgres"]) {
      const { child, result } = project.start(["up", "--runtime", "docker"]);
      child.stdout?.on("data", (text: string) => text.includes(moment) && child.kill("SIGKILL"));
      await result;
      const record = await readFile(join(project.dir, ".infra/tilemud/environment.json"), "utf8");
      const { runtime } = JSON.parse(record) as { runtime: string };
      expect((await project.json("up")).document).toMatchObject({ ok: true, runtime });
      expect(await running()).toEqual(runtime === "native" ? [2, 0] : [0, 2]);
      await project.succeed("up", "--runtime", "native");
      expect(await running()).toEqual([2, 0]);
      expect(await rows()).toEqual([{ id: 1 }]);
    }
  });

  test("servers whose records were deleted are found and stopped by a move", async () => {
    await project.succeed("up", "--runtime", "native");
    await rm(join(project.dir, ".infra"), { recursive: true });
    await project.succeed("up", "--runtime", "docker");
    expect(await running()).toEqual([0, 2]);
  });

  test("down and reset work where the environment is, whatever the changed configuration asks for", async () => {
    await project.succeed("up", "--runtime", "native");
    const changed = project.with({ TILEMUD_RUNTIME: "docker" });
    expect((await changed.infra("up")).exitCode).toBe(2);
    await changed.succeed("down");
    expect(await running()).toEqual([0, 0]);
    expect((await changed.json("reset")).document).toMatchObject({ runtime: "native", dataRemoved: true });
  });

  test("a volume keeps its name when the environment of the configuration gets another one", async () => {
    const volume = `tilemud_${project.names.volume.slice(-16)}`;
    const write = (name: string, own: string) =>
      writeFile(join(project.dir, "infra.config.json"), JSON.stringify({ name, postgres: { volume: own } }));
    // As if it were not set.
    project.env["TILEMUD_PG_VOLUME"] = "";
    await write("tilemud", volume);
    await project.succeed("up", "--runtime", "docker");
    await write("shop", "shop_data");
    const { document } = await project.json("--name", "tilemud", "reset");
    expect(document).toMatchObject({ ok: true, dataRemoved: true, runtime: "docker" });
    expect(await dockerUnderTest.data(project.dir)).toEqual([]);
    await write("tilemud", volume);
  });
});
