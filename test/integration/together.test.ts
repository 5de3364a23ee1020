import { expect, test } from "vitest";
import { query, redis } from "../support/clients.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import { TemporaryProject } from "../support/temporary-project.js";

const MIGRATIONS = { "001_players.sql": "CREATE TABLE players (id int PRIMARY KEY);" };

test("eight up at the same time end with one PostgreSQL and one Redis", async () => {
  await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
  const results = await Promise.all(Array.from({ length: 8 }, () => project.infra("up", "--json")));
  expect(results.map(({ exitCode }) => exitCode)).toEqual(Array(8).fill(0));
  const reports = results.map(({ stdout }) => JSON.parse(stdout) as { unchanged: boolean });
  expect(reports.filter(({ unchanged }) => !unchanged)).toHaveLength(1);

  expect((await project.servers()).map(({ service }) => service)).toEqual(["postgres", "redis"]);
  expect(await query(project, "select filename from schema_migrations")).toHaveLength(1);
  await project.succeed("down");
  expect(await runtimeUnderTest.remains(project.dir)).toEqual([]);
});

test("up, down and reset at the same time take turns and leave one whole environment or none", async () => {
  await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
  await project.succeed("up");
  const commands = ["down", "up", "reset", "up", "down", "up", "status", "reset"];
  const results = await Promise.all(commands.map((command) => project.infra(command)));
  expect(results.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
    commands.map(() => ({ exitCode: 0, stderr: "" })),
  );
  expect([[], ["postgres", "redis"]]).toContainEqual((await project.servers()).map(({ service }) => service));

  await project.succeed("up");
  expect((await project.servers()).map(({ service }) => service)).toEqual(["postgres", "redis"]);
  expect(await query(project, "select filename from schema_migrations")).toHaveLength(1);
});

test("several run at the same time share the environment that one of them starts", async () => {
  await using project = await TemporaryProject.create();
  const results = await Promise.all(
    [1, 2, 3, 4].map((index) => project.infra("run", "--", "sh", "-c", `echo $PGPORT ${index}`)),
  );
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
  expect(results.map(({ stdout }) => stdout)).toEqual(
    [1, 2, 3, 4].map((index) => `${project.ports.postgres} ${index}\n`),
  );
  expect(await project.servers()).toHaveLength(2);
});

test("two projects side by side know nothing of each other", async () => {
  await using one = await TemporaryProject.create({ migrations: MIGRATIONS });
  await using other = await TemporaryProject.create();
  await Promise.all([one.succeed("up"), other.succeed("up")]);
  await redis(one, "SET", "whose", "one");
  expect(await redis(other, "GET", "whose")).toBeNull();
  await other.succeed("reset");
  expect(await one.servers()).toHaveLength(2);
  expect(await query(one, "select * from players")).toEqual([]);
});
