import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { TemporaryProject } from "../../support/temporary-project.js";
import { infra } from "./commands.js";
import { parentOf, passwordOf, postgresAnswers, processesOf, redisAnswers, withDatabase } from "./servers.js";
import { onceTable } from "./project.js";

/** What all environments of a checkout share, and the folder of the one. */
const FILES_OF_CHECKOUT = new Set([".gitignore", "checkout.json", "checkout.lock", "tilemud"]);

/** Everything an environment that is up may have below its state folder, PostgreSQL's own data apart. */
const EXPECTED_FILES = new Set([
  "environment.json",
  "history.jsonl",
  "lock",
  "migration-ledger.json",
  "postgres",
  "postgres.lock",
  "postgres/data",
  "postgres/log",
  "postgres/startup.log",
  "redis",
  "redis.lock",
  "redis/data",
  "redis/redis.conf",
  "redis/redis.log",
  "services.json",
]);

/** Runs `infra up`, which has to end well, and checks that everything is there once and nothing is left over. */
export async function expectUpHeals(project: TemporaryProject): Promise<void> {
  const { exitCode, stderr } = await infra(project, ["up"]);
  expect(exitCode, stderr).toBe(0);
  await expectWhole(project);
}

export async function expectWhole(project: TemporaryProject): Promise<void> {
  await expectOneOfEach(project);
  expectNoLeftovers(project);
  await expectLedgerAndSchemaAgree(project);
  await expectConnectionFileWhole(project);
}

async function expectOneOfEach(project: TemporaryProject): Promise<void> {
  const { postmasters, redis, children, others } = await processesOf(project);
  const told = JSON.stringify({ postmasters, redis, children, others }, undefined, 1);
  expect(postmasters.length, told).toBe(1);
  expect(redis.length, told).toBe(1);
  expect(others, told).toEqual([]);
  const orphans = children.filter(({ pid }) => ![postmasters[0]?.pid, undefined].includes(parentOf(pid)));
  expect(orphans, "PostgreSQL's children of another server").toEqual([]);
  expect(await postgresAnswers(project)).toBe(true);
  expect(await redisAnswers(project)).toBe(true);
}

/** No second data folder, no half-written file, no password, no claim of a dead command. */
function expectNoLeftovers(project: TemporaryProject): void {
  const stateDir = join(project.dir, ".infra", "tilemud");
  const shared = readdirSync(join(project.dir, ".infra"));
  expect(
    shared.filter((name) => !FILES_OF_CHECKOUT.has(name)),
    "left over",
  ).toEqual([]);
  const found = [...readdirSync(stateDir), ...below(stateDir, "postgres"), ...below(stateDir, "redis")];
  expect(
    found.filter((name) => !EXPECTED_FILES.has(name)),
    "left over",
  ).toEqual([]);
  expect(readdirSync(join(stateDir, "lock")), "claims").toEqual([]);
  const temporary = (folder: string) => readdirSync(folder).filter((name) => name.endsWith(".tmp"));
  expect(temporary(project.dir)).toEqual([]);
  expect(temporary(join(stateDir, "postgres", "data"))).toEqual([]);
}

function below(stateDir: string, folder: string): string[] {
  return readdirSync(join(stateDir, folder)).map((name) => `${folder}/${name}`);
}

/** Every file was applied, and only once; table and copy say so. */
async function expectLedgerAndSchemaAgree(project: TemporaryProject): Promise<void> {
  const files = readdirSync(join(project.dir, "migrations")).toSorted();
  const { rows, marks } = await withDatabase(project, async (sql) => ({
    rows: await sql<{ filename: string; checksum: string }[]>`
      select filename, checksum from schema_migrations order by filename`,
    marks: await sql<{ filename: string }[]>`select filename from ${sql(onceTable)} order by filename`,
  }));
  expect(rows.map(({ filename }) => filename)).toEqual(files);
  expect(marks.map(({ filename }) => filename)).toEqual(files);
  const copy = JSON.parse(
    readFileSync(join(project.dir, ".infra/tilemud/migration-ledger.json"), "utf8"),
  ) as { applied: { filename: string; checksum: string }[] };
  expect(copy.applied.map(({ filename, checksum }) => ({ filename, checksum }))).toEqual(
    rows.map(({ filename, checksum }) => ({ filename, checksum })),
  );
}

async function expectConnectionFileWhole(project: TemporaryProject): Promise<void> {
  const variables = await project.variables();
  expect(variables).toMatchObject({
    TILEMUD_PG_PORT: project.env["TILEMUD_PG_PORT"],
    TILEMUD_REDIS_PORT: project.env["TILEMUD_REDIS_PORT"],
    PGDATABASE: "tilemud",
    PGPASSWORD: passwordOf(project),
  });
  const url = new URL(variables["DATABASE_URL"] ?? "");
  expect(decodeURIComponent(url.password)).toBe(passwordOf(project));
  expect(url.href.replace(url.password, "")).toBe(
    `postgresql://tilemud:@localhost:${project.env["TILEMUD_PG_PORT"]}/tilemud`,
  );
  expect(Object.keys(variables)).toContain("TILEMUD_ENV_GENERATED_AT");
  expect(statSync(join(project.dir, ".env.local.infra")).mode & 0o777).toBe(0o600);
}
