import { readFileSync } from "node:fs";
import {
  chmod,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parse } from "dotenv";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "../support/temporary-project.js";
import { unusedPort } from "../support/unused-port.js";

let project: TemporaryProject;
let envFile: string;
beforeAll(async () => {
  project = await TemporaryProject.create();
  envFile = join(project.dir, ".env.local.infra");
  await project.succeed("up");
});
afterAll(() => project[Symbol.asyncDispose]());

async function checkoutIdOf(dir: string): Promise<string> {
  const record = JSON.parse(await readFile(join(dir, ".infra/checkout.json"), "utf8")) as { id: string };
  return record.id;
}

test("it is for its owner only, and says everything an application may look for", async () => {
  expect((await stat(envFile)).mode & 0o777).toBe(0o600);
  const { postgres, redis } = project.ports;
  expect(await project.variables()).toEqual({
    TILEMUD_PG_HOST: "localhost",
    TILEMUD_PG_PORT: String(postgres),
    TILEMUD_PG_USER: "tilemud",
    TILEMUD_PG_PASSWORD: "tilemud_dev_pw",
    TILEMUD_PG_DB: "tilemud",
    TILEMUD_REDIS_HOST: "localhost",
    TILEMUD_REDIS_PORT: String(redis),
    TILEMUD_INFRA_NETWORK: project.names.network,
    TILEMUD_PG_VOLUME: project.names.volume,
    TILEMUD_PG_IMAGE: "postgres:18.0-alpine",
    TILEMUD_REDIS_IMAGE: "redis:8.2-alpine",
    TILEMUD_ENV_GENERATED_AT: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
    POSTGRES_HOST: "localhost",
    POSTGRES_PORT: String(postgres),
    POSTGRES_USER: "tilemud",
    POSTGRES_PASSWORD: "tilemud_dev_pw",
    POSTGRES_DB: "tilemud",
    DB_HOST: "localhost",
    DB_PORT: String(postgres),
    DB_USER: "tilemud",
    DB_PASSWORD: "tilemud_dev_pw",
    DB_NAME: "tilemud",
    REDIS_HOST: "localhost",
    REDIS_PORT: String(redis),
    REDIS_URL: `redis://localhost:${redis}`,
    DATABASE_URL: `postgresql://tilemud:tilemud_dev_pw@localhost:${postgres}/tilemud`,
    PGHOST: "localhost",
    PGPORT: String(postgres),
    PGUSER: "tilemud",
    PGPASSWORD: "tilemud_dev_pw",
    PGDATABASE: "tilemud",
    INFRA_CHECKOUT_ID: await checkoutIdOf(project.dir),
    TILEMUD_ENV_CHECKSUMS: expect.stringMatching(/^[\w-]+:[\w-]+$/) as string,
  });
});

test("one that was opened to others is closed again", async () => {
  await chmod(envFile, 0o644);
  await project.succeed("up");
  expect((await stat(envFile)).mode & 0o777).toBe(0o600);
});

test("a reader never sees a part of it while up replaces it", async () => {
  const seen = new Set<string>();
  const look = () => void seen.add(readFileSync(envFile, "utf8"));
  const done = new AbortController();
  const reader = (async () => {
    while (!done.signal.aborted) {
      // The file is there all the time: one that is missing for a moment fails this test too.
      for (let i = 0; i < 50; i++) look();
      await nextTurn();
    }
  })();
  look();
  const ports = [project.ports.redis, ...(await Promise.all([unusedPort(), unusedPort(), unusedPort()]))];
  for (const port of ports.slice(1)) {
    project = project.with({ TILEMUD_REDIS_PORT: String(port) });
    await project.succeed("up");
    // The reader may not have had a turn since.
    look();
  }
  done.abort();
  await reader;
  const whole = Object.keys(parse(await readFile(envFile)));
  for (const content of seen) {
    const variables = parse(content);
    expect(Object.keys(variables)).toEqual(whole);
    expect(variables["REDIS_URL"]).toBe(`redis://localhost:${variables["TILEMUD_REDIS_PORT"]}`);
  }
  expect(new Set([...seen].map((content) => parse(content)["REDIS_PORT"]))).toEqual(
    new Set(ports.map(String)),
  );
  expect((await readdir(project.dir)).filter((name) => name.includes("tmp"))).toEqual([]);
});

test("a symbolic link in its place is refused, and what it points to is not touched", async () => {
  const target = join(project.dir, "precious");
  await writeFile(target, "PRECIOUS=1\n");
  await rm(envFile);
  await symlink(target, envFile);
  const servers = await project.servers();
  for (const command of ["up", "up"]) {
    const { exitCode, stderr } = await project.infra(command);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 18,
      stderr: expect.stringContaining(envFile) as string,
    });
  }
  expect(await readFile(target, "utf8")).toBe("PRECIOUS=1\n");
  expect((await lstat(envFile)).isSymbolicLink()).toBe(true);
  expect(await project.servers()).toEqual(servers);
  await rm(envFile);
  await project.succeed("up");
});

test("a symbolic link in place of .infra is refused by every command that would write there", async () => {
  await project.succeed("reset");
  const outside = `${project.dir}-elsewhere`;
  const state = join(project.dir, ".infra");
  await mkdir(outside);
  await rename(state, `${state}.aside`);
  try {
    await symlink(outside, state);
    for (const command of ["up", "down", "reset"]) {
      const { exitCode, stderr } = await project.infra(command);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 18,
        stderr: expect.stringContaining(state) as string,
      });
    }
    expect(await readdir(outside)).toEqual([]);
  } finally {
    await rm(state);
    await rename(`${state}.aside`, state);
    await rm(outside, { recursive: true });
  }
});
