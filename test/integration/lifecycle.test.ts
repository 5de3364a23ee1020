import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query, redis } from "../support/clients.js";
import { TemporaryProject } from "../support/temporary-project.js";

const PLAYERS = "CREATE TABLE players (id int PRIMARY KEY, name text NOT NULL);";

test("up gives a project with migrations real, connected servers; again, it changes nothing", async () => {
  await using project = await TemporaryProject.create({ migrations: { "001_players.sql": PLAYERS } });
  const first = await project.succeed("up");
  expect(first.stdout).toContain("tilemud is up");
  expect(await query(project, "select current_setting('server_version_num')::int / 10000 as major")).toEqual([
    { major: 18 },
  ]);
  expect(await query(project, "select * from players")).toEqual([]);
  expect(await redis(project, "PING")).toBe("PONG");

  const servers = await project.servers();
  expect(servers.map(({ service }) => service)).toEqual(["postgres", "redis"]);
  const before = await envFile(project);
  const second = await project.succeed("up");
  expect(second.stdout).toContain("already up, nothing changed");
  expect(await project.servers()).toEqual(servers);
  expect(await envFile(project)).toEqual(before);
  expect((await project.json("up")).document).toMatchObject({ unchanged: true, status: "ready" });
});

test("a project without any file of its own comes up", async () => {
  await using project = await TemporaryProject.create();
  const { document } = await project.json("up");
  expect(document).toMatchObject({ ok: true, status: "ready", migrations: { applied: [] } });
  expect(await query(project, "select current_user, current_database()")).toEqual([
    { current_user: "tilemud", current_database: "tilemud" },
  ]);
});

test("down keeps the rows, Redis starts empty, reset begins anew", async () => {
  await using project = await TemporaryProject.create({ migrations: { "001_players.sql": PLAYERS } });
  await project.succeed("up");
  await query(project, "insert into players values (1, 'Ada')");
  await redis(project, "SET", "seen", "yes");
  await redis(project, "SAVE");

  const down = await project.succeed("down");
  expect(down.stdout).toContain("Stopped Postgres and Redis");
  expect(await project.servers()).toEqual([]);
  await project.succeed("up");
  expect(await query(project, "select * from players")).toEqual([{ id: 1, name: "Ada" }]);
  expect(await redis(project, "DBSIZE")).toBe(0);

  const reset = await project.json("reset");
  expect(reset.document).toMatchObject({
    stopped: ["postgres", "redis"],
    dataRemoved: true,
    ledgerRemoved: true,
  });
  expect(await project.servers()).toEqual([]);
  await expect(project.variables()).rejects.toThrow("ENOENT");
  await project.succeed("up");
  expect(await query(project, "select * from players")).toEqual([]);
  expect(await query(project, "select filename from schema_migrations")).toEqual([
    { filename: "001_players.sql" },
  ]);
});

test("down and reset have nothing to do in a project that was never up, nor a second time", async () => {
  await using project = await TemporaryProject.create();
  for (const command of ["down", "down", "reset", "reset"]) {
    const { document } = await project.json(command);
    expect(document).toMatchObject({ ok: true, stopped: [] });
  }
  await project.succeed("up");
  for (const command of ["down", "reset"]) {
    await project.succeed(command);
    expect((await project.json(command)).document).toMatchObject({ ok: true, stopped: [] });
  }
});

async function envFile(project: TemporaryProject) {
  const path = join(project.dir, ".env.local.infra");
  const { mtimeMs, ino } = await stat(path);
  return { content: await readFile(path, "utf8"), mtimeMs, ino };
}
