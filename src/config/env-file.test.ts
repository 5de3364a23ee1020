import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";

const project = useConfigProject();

test("references, defaults and quotes", async () => {
  project.write(
    ".env",
    [
      "BASE=70",
      "TILEMUD_PG_PORT=${BASE}01",
      'TILEMUD_REDIS_PORT="${NOT_SET:-${BASE}02}"',
      "TILEMUD_PG_USER=$LATER",
      "TILEMUD_PG_PASSWORD='lite$ral ${BASE}'",
      "TILEMUD_PG_DB=a\\$b",
      "LATER=from_${OUTSIDE}",
    ].join("\n"),
  );
  const ownEnvironment = { ...process.env };
  const config = await project.resolve({ env: { OUTSIDE: "a$BASE" } });
  expect(config.postgres).toMatchObject({ port: 7001, user: "from_a$BASE", database: "a$b" });
  expect(config.redis.port).toBe(7002);
  expect(config.postgres.password.reveal()).toBe("lite$ral ${BASE}");
  expect(process.env).toEqual(ownEnvironment);
});

test("a circle is told and does not hang; one that nobody asks for does no harm", async () => {
  project.write(".env", "TILEMUD_PG_USER=x${A}\nA=y${B}\nB=z${A}\nSELF=${SELF}\n");
  expect(await project.problems()).toEqual([
    {
      key: "postgres.user",
      message: "refers to itself (TILEMUD_PG_USER → A → B → A)",
      source: "TILEMUD_PG_USER (.env:1)",
    },
  ]);
  expect((await project.resolve({ env: { B: "b" } })).postgres.user).toBe("xyb");
});

test("a reference to nothing is a warning", async () => {
  project.write(".env", "TILEMUD_PG_USER=me${NOWHERE}\n");
  const { warnings } = await project.resolve();
  expect(warnings).toEqual(["TILEMUD_PG_USER (.env:1) refers to NOWHERE, which is not set"]);
});

test("lines are counted over quoted values of several lines", async () => {
  project.write(".env", 'CERT="\nTILEMUD_PG_PORT=1\n"\r\n\r\nexport TILEMUD_PG_PORT=x\n');
  expect((await project.problems())[0]?.source).toBe("TILEMUD_PG_PORT (.env:5)");
});

test("it names the environment too", async () => {
  project.write(".env", "INFRA_NAME=shop\nSHOP_PG_PORT=5001\n");
  expect(await project.resolve()).toMatchObject({ name: "shop", postgres: { port: 5001, user: "shop" } });
});

test("a folder or a link out of the checkout in its place is told", async () => {
  mkdirSync(join(project.directory, ".env"));
  expect((await project.failure()).message).toContain(".env is a folder, not a file");
  rmSync(join(project.directory, ".env"), { recursive: true });
  symlinkSync("/nowhere/at/all", join(project.directory, ".env"));
  expect((await project.failure()).message).toContain(".env is a symbolic link");
});
