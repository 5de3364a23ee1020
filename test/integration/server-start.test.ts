import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../support/clients.js";
import { eventually } from "../support/eventually.js";
import { repositoryRoot } from "../support/repository.js";
import { TemporaryProject } from "../support/temporary-project.js";

const run = promisify(execFile);

/** The example, with the package as npm would install it. */
let project: TemporaryProject;
let url: string;
beforeAll(async () => {
  project = await TemporaryProject.create({
    config: { migrations: { onUp: false } },
    env: { TILEMUD_PG_PASSWORD: "pa ss/w%rd" },
  });
  await cp(join(repositoryRoot, "examples/server-start"), project.dir, {
    recursive: true,
    filter: (path) => !/infra\.config\.json$|\.infra$/.test(path),
  });
  await installPackage(join(project.dir, "node_modules"));
  await project.succeed("up");
  url = (await project.variables())["DATABASE_URL"] ?? "";
});
afterAll(() => project[Symbol.asyncDispose]());

test("eight servers started at once on an empty database: each file is applied once, and all of them serve", async () => {
  const servers = Array.from({ length: 8 }, startServer);
  try {
    const ports = await Promise.all(
      servers.map((server) =>
        eventually(
          "the server listens",
          () => Number(/listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(server.output())?.[1]) || undefined,
        ),
      ),
    );
    expect(
      servers.reduce(
        (sum, server) => sum + Number(/^(\d+) migrations applied now/.exec(server.output())?.[1]),
        0,
      ),
    ).toBe(3);
    const answers = await Promise.all(
      ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/x`)).text()),
    );
    expect(answers.toSorted().at(-1)).toMatch(/^visit \d\n$/);
    expect(await query(project, "select count(*)::int from visits where path = '/x'")).toEqual([
      { count: 8 },
    ]);
    expect(
      await query(project, "select filename, applied_by from schema_migrations order by 1"),
    ).toHaveLength(3);
  } finally {
    const ended = servers.map(({ child }) => once(child, "exit"));
    for (const { child } of servers) child.kill("SIGTERM");
    expect((await Promise.all(ended)).map(([code]) => code as number)).toEqual(Array(8).fill(0));
  }
});

test("the command line and the library know each other's work", async () => {
  expect((await project.succeed("migrate", "status")).stdout).toContain("3 applied, 0 pending");
  await project.migration("004_by_library.sql", "CREATE TABLE by_library ();\n");
  expect(await library(`migrateDatabase({ ...to, onEvent: ({ type }) => console.log(type) })`)).toMatchObject(
    {
      said: ["migration.started", "migration.applied"],
      value: { applied: [{ filename: "004_by_library.sql" }], alreadyApplied: 3 },
    },
  );
  expect((await project.json("migrate")).document).toMatchObject({
    result: { applied: [], alreadyApplied: 4 },
  });
  await project.migration("005_by_command.sql", "CREATE TABLE by_command ();\n");
  expect(await library(`planDatabaseMigrations(to)`)).toMatchObject({
    value: { pending: [{ filename: "005_by_command.sql" }], problems: [] },
  });
  await project.succeed("migrate");
  expect(await library(`migrateDatabase(to)`)).toMatchObject({ value: { applied: [], alreadyApplied: 5 } });
});

test("seeds: each once, a changed one when told to, none while migrations are pending", async () => {
  await project.write("seeds/a.sql", "INSERT INTO visits (path) VALUES ('/seed');\n");
  const seeded = `seedDatabase({ ...to, seeds: "seeds" })`;
  expect(await library(seeded)).toMatchObject({ value: { applied: [{ filename: "a.sql" }], unchanged: [] } });
  expect(await library(seeded)).toMatchObject({ value: { applied: [], unchanged: ["a.sql"] } });
  await project.write("seeds/a.sql", "INSERT INTO visits (path) VALUES ('/other');\n");
  expect(await library(seeded)).toMatchObject({ value: { applied: [], changed: ["a.sql"] } });
  expect(
    await library(`seedDatabase({ ...to, seeds: "seeds", rerun: true, files: ["a.sql"] })`),
  ).toMatchObject({
    value: { applied: [{ filename: "a.sql" }] },
  });
  await project.migration("006_pending.sql", "CREATE TABLE pending ();\n");
  expect(await library(seeded)).toMatchObject({
    error: { code: "MIGRATION_FAILED", message: expect.stringMatching(/^Seed failed: the schema/) as string },
  });
  await rm(join(project.dir, "migrations/006_pending.sql"));
});

test("failures are InfraErrors with code, place and advice, and never with the password", async () => {
  await project.migration("006_broken.sql", "CREATE TABLE kept ();\nSELEC 1;\n");
  try {
    expect(await library(`migrateDatabase(to)`)).toMatchObject({
      error: {
        code: "MIGRATION_FAILED",
        exitCode: 12,
        details: { filename: "006_broken.sql", line: 2, column: 1 },
      },
    });
    await project.migration("006_broken.sql", "SELECT pg_sleep(60);\n");
    expect(await library(`migrateDatabase({ ...to, signal: AbortSignal.timeout(300) })`)).toMatchObject({
      error: { code: "INTERRUPTED", exitCode: 130 },
    });
    expect(await library(`migrateDatabase({ ...to, statementTimeoutMs: 200 })`)).toMatchObject({
      error: { code: "MIGRATION_FAILED", details: { sqlState: "57014" } },
    });
    const holder = library(`migrateDatabase(to)`);
    const asleep = "from pg_stat_activity where query = 'SELECT pg_sleep(60)' and state = 'active'";
    await eventually("the lock is held", async () =>
      (await query(project, `select ${asleep}`)).length > 0 ? true : undefined,
    );
    expect(await library(`migrateDatabase({ ...to, waitMs: 100 })`)).toMatchObject({
      error: { code: "ENVIRONMENT_LOCKED", exitCode: 14 },
    });
    await query(project, `select pg_cancel_backend(pid) ${asleep}`);
    expect(await holder).toMatchObject({
      error: { code: "MIGRATION_FAILED", details: { sqlState: "57014" } },
    });
  } finally {
    await rm(join(project.dir, "migrations/006_broken.sql"));
  }
  for (const [change, code] of [
    [`directory: "elsewhere"`, "USAGE"],
    [`connection: to.connection.replace(":pa", ":wrong")`, "NOT_HEALTHY"],
    [`connection: to.connection + "?sslmode=require"`, "NOT_HEALTHY"],
    [`connection: to.connection + "?schema=x"`, "USAGE"],
  ] as const) {
    const { error } = await library(`migrateDatabase({ ...to, ${change} })`);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify(error)).not.toMatch(/pa ss|pa%20ss|w%rd|w%25rd/);
  }
});

test("the types say the same", async () => {
  await project.write(
    "consumer.mts",
    `import { InfraError, migrateDatabase, planDatabaseMigrations, seedDatabase, Secret } from "@tilemud/infra/migrations";
     import type { MigrationEvent, MigrationReport } from "@tilemud/infra/migrations";
     const connection = { host: "db", user: "me", password: new Secret("x"), tls: "verify-full" } as const;
     const onEvent = (event: MigrationEvent) => { if (event.type === "seed.applied") event.filename.trim(); };
     const report: MigrationReport = await migrateDatabase({ connection, directory: new URL("m/", import.meta.url), onEvent });
     const names: string[] = report.applied.map(({ filename }) => filename);
     const { changed } = await seedDatabase({ connection: "x", directory: "m", seeds: "s" });
     const { problems } = await planDatabaseMigrations({ connection: "x", directory: "m" });
     // @ts-expect-error -- a folder is needed
     await migrateDatabase({ connection: "x" });
     if (new Error() instanceof InfraError) console.log(names, changed, problems);\n`,
  );
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"];
  const tsc = join(repositoryRoot, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, ...options, join(project.dir, "consumer.mts")], {
    cwd: project.dir,
  }).catch((error: { stdout: string }) => expect.fail(error.stdout));
});

/**
 * Calls the library in a process of its own, which has to end by itself: nothing may be left open. `to` is the database and the
 * migrations.
 */
async function library(call: string): Promise<{ said: string[]; value?: unknown; error?: unknown }> {
  const script = `
    import * as infra from "@tilemud/infra/migrations";
    const { migrateDatabase, planDatabaseMigrations, seedDatabase, InfraError } = infra;
    const to = { connection: process.env.URL_UNDER_TEST, directory: "migrations" };
    try {
      console.log(JSON.stringify({ value: await ${call} }));
    } catch (error) {
      if (!(error instanceof InfraError)) throw error;
      const { code, exitCode, message, hint, details } = error;
      console.log(JSON.stringify({ error: { code, exitCode, message, hint, details } }));
    }
    globalThis.endedAt = performance.now();
    process.on("exit", () => { if (performance.now() - endedAt > 3_000) console.log("something was left open"); });`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: project.dir,
    env: { PATH: process.env["PATH"], URL_UNDER_TEST: url },
    timeout: 30_000,
  });
  expect(stdout).not.toContain("something was left open");
  const lines = stdout.trimEnd().split("\n");
  return { said: lines.slice(0, -1), ...(JSON.parse(lines.at(-1) ?? "") as object) };
}

function startServer() {
  const child = spawn(process.execPath, ["server.mjs"], {
    cwd: project.dir,
    env: { PATH: process.env["PATH"], DATABASE_URL: url, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  return { child, output: () => output };
}

/** The very files that would be published, with the dependencies of this checkout. */
async function installPackage(modules: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "infra-pack-"));
  try {
    const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
    const { stdout } = await run("npm", args, { cwd: repositoryRoot, maxBuffer: 2 ** 26 });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    await mkdir(join(modules, "@tilemud/infra"), { recursive: true });
    await run("tar", [
      "-xzf",
      join(folder, filename),
      "-C",
      join(modules, "@tilemud/infra"),
      "--strip-components=1",
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
  for (const name of ["postgres", "zod", "@types"]) {
    await symlink(join(repositoryRoot, "node_modules", name), join(modules, name));
  }
}
