import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { query, queryUrl } from "../support/clients.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import { TemporaryProject } from "../support/temporary-project.js";
import { unusedPort } from "../support/unused-port.js";

const OLD = "shop_old";
const NEW = "shop_new";

let project: TemporaryProject;
beforeEach(async () => {
  project = await TemporaryProject.create({
    env: { ...runtimeUnderTest.settings(OLD), ...runtimeUnderTest.settings(NEW) },
    migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
  });
  await configure(OLD);
  await project.succeed("up");
  await query(project, "insert into t values (1)");
});
afterEach(async () => {
  await configure(OLD);
  for (const name of [NEW, OLD]) await project.succeed("--name", name, "reset");
  await project[Symbol.asyncDispose]();
});

test("a changed name with the same ports: the old environment is stopped, and its data is kept", async () => {
  const before = await project.servers();
  await configure(NEW);
  const { document: doctor } = await project.json<{ findings: object[] }>("doctor");
  expect(doctor).toMatchObject({ ok: true });
  expect(JSON.stringify(doctor.findings)).toContain(`environment ${OLD} of this checkout`);

  const { stdout } = await project.succeed("up");
  expect(stdout).toContain(`Stopped environment ${OLD} of this checkout`);
  expect(stdout).toContain(`${project.command} --name ${OLD} up`);
  const after = await project.servers();
  expect(after).toHaveLength(2);
  expect(after.filter(({ ref }) => before.some((each) => each.ref === ref))).toEqual([]);
  expect(await query(project, "select * from t")).toEqual([]);

  // As after a switch of the branch and back.
  await configure(OLD);
  expect((await project.succeed("up")).stdout).toContain(`Stopped environment ${NEW} of this checkout`);
  expect(await project.servers()).toHaveLength(2);
  expect(await query(project, "select * from t")).toEqual([{ id: 1 }]);
});

test("a name for one command does not stop the environment that holds the port: 11 names it", async () => {
  const before = await project.servers();
  const { exitCode, stderr } = await project.infra("--name", NEW, "up");
  expect(exitCode).toBe(11);
  expect(stderr).toMatch(
    new RegExp(`^ERROR: Port ${project.ports.postgres} in use by environment ${OLD} of this checkout`),
  );
  expect(stderr).toContain(`${project.command} --name ${OLD} down`);
  expect(await project.servers()).toEqual(before);
  const { document } = await project.json("--name", NEW, "up");
  expect(document).toMatchObject({ error: { code: "PORT_IN_USE", details: { environment: OLD } } });

  // Nor does the configuration stop one that was started under a name for one command.
  await project.succeed("--name", OLD, "down");
  await project.succeed("--name", NEW, "up");
  const refused = await project.infra("up");
  expect(refused.exitCode).toBe(11);
  expect(refused.stderr).toContain(`${project.command} --name ${NEW} down`);
  await project.succeed("--name", NEW, "down");
  await project.succeed("up");
});

test("a changed name with other ports: both run, and the other one is named with the command that stops it", async () => {
  await configure(NEW, { postgres: await unusedPort(), redis: await unusedPort() });
  const { stdout } = await project.succeed("up");
  expect(await project.servers()).toHaveLength(4);
  const line = new RegExp(
    `Environment ${OLD} also runs in this checkout .*infra\\.js -C \\S+ --name ${OLD} down`,
  );
  expect(stdout).toMatch(line);
  expect((await project.succeed("status")).stdout).toMatch(line);
  expect((await project.json("status")).document).toMatchObject({
    others: [
      {
        name: OLD,
        runtime: runtimeUnderTest.kind,
        services: [{ service: "postgres" }, { service: "redis" }],
      },
    ],
  });
  expect((await project.succeed("doctor")).stdout).toContain(`${project.command} --name ${OLD} down`);

  await project.succeed("--name", OLD, "down");
  expect(await project.servers()).toHaveLength(2);
  expect((await project.json("status")).document).toMatchObject({ status: "ready", others: [] });
});

test("the old environment can be stopped and reset although the configuration only goes with the new name", async () => {
  await configure(NEW, { names: { volume: `${NEW}_data`, container: `${NEW}_pg` } });
  await project.succeed("up");
  const { DATABASE_URL = "" } = await project.variables();
  const { document } = await project.json("--name", OLD, "reset");
  expect(document).toMatchObject({ ok: true, name: OLD, dataRemoved: true });
  // The connection file is the other one's.
  expect(await project.variables()).toMatchObject({ DATABASE_URL });
  expect(await queryUrl(DATABASE_URL, "select * from t")).toEqual([]);
  expect(await project.servers()).toHaveLength(2);
});

test("the holder of the port is named also where the record of it was lost", async () => {
  await configure(NEW);
  await rm(join(project.dir, ".infra", OLD, "environment.json"));
  const before = await project.servers();
  const { exitCode, stderr } = await project.infra("up");
  expect(exitCode).toBe(11);
  expect(stderr).toMatch(new RegExp(`infra(?:\\.js)? (-C \\S+ )?--name ${OLD} down`));
  expect(await project.servers()).toEqual(before);
  await project.succeed("--name", OLD, "down");
  expect(await project.servers()).toEqual([]);
});

test("the holder of the port is named also where its folder was deleted", async () => {
  await configure(NEW);
  await rm(join(project.dir, ".infra", OLD), { recursive: true });
  const { exitCode, stderr } = await project.infra("up");
  expect(exitCode).toBe(11);
  expect(stderr).toMatch(new RegExp(`infra(?:\\.js)? (-C \\S+ )?--name ${OLD} down`));
  await project.succeed("--name", OLD, "down");
  expect(await project.servers()).toEqual([]);
});

/** Writes the name, and the ports that it has unless others are given, to the configuration. */
async function configure(
  name: string,
  {
    postgres = project.ports.postgres,
    redis = project.ports.redis,
    names = {},
  }: { postgres?: number; redis?: number; names?: Record<string, string> } = {},
): Promise<void> {
  const config = { name, postgres: { port: postgres, ...names }, redis: { port: redis } };
  await writeFile(join(project.dir, "infra.config.json"), JSON.stringify(config));
}
