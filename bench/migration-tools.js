import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { resolveBinary } from "dbmate";
import postgres from "postgres";
import { runProgram } from "./processes.js";
import { temporaryProject } from "./project.js";

/**
 * One server and the same small migrations in the form of each tool; every tool has a database of its own there.
 *
 * @returns tools by name, each with `empty()` and `migrate()`, and `remove()` for all
 */
export async function migrationTools({ count, signal }) {
  const project = await temporaryProject({
    config: { runtime: "native", migrations: { onUp: false } },
  });
  await project.infra(["up"], signal);
  const files = Array.from({ length: count }, (_, index) => smallMigration(index + 1));
  const tools = {};
  for (const [name, describe] of Object.entries(TOOLS)) {
    tools[name] = await prepare({ project, files, describe, database: DATABASES[name], signal });
  }
  return { tools, remove: () => project.remove() };
}

const TOOLS = { psql, infra, "node-pg-migrate": nodePgMigrate, dbmate };
const DATABASES = {
  psql: "peer_psql",
  infra: "tilemud",
  "node-pg-migrate": "peer_npm",
  dbmate: "peer_dbmate",
};

function smallMigration(number) {
  const sql = `create table t${number} (id int primary key, name text not null, at timestamptz default now());\ninsert into t${number} values (1, 'one'), (2, 'two');\n`;
  return { number, name: `${String(number).padStart(4, "0")}_step`, sql };
}

/** One session, as nobody can be faster by sending the same statements one after the other. */
function psql({ directory, files }) {
  const script = files.map(({ name }) => `begin;\n\\i ${join(directory, name)}.sql\ncommit;\n`).join("");
  return {
    write: ({ sql }) => sql,
    also: { "all.psql": script },
    command: "psql",
    args: ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", `--file=${join(directory, "all.psql")}`],
  };
}

function infra({ project }) {
  return {
    directory: join(project.directory, "migrations"),
    write: ({ sql }) => sql,
    run: (signal) => project.infra(["migrate"], signal),
  };
}

function nodePgMigrate({ directory }) {
  const program = join(
    dirname(createRequire(import.meta.url).resolve("node-pg-migrate/package.json")),
    "bin/node-pg-migrate.js",
  );
  return {
    write: ({ sql }) => `-- Up Migration\n${sql}`,
    command: process.execPath,
    args: [program, "up", "--migrations-dir", directory, "--no-single-transaction", "--no-verbose"],
  };
}

function dbmate({ directory }) {
  return {
    write: ({ sql }) => `-- migrate:up\n${sql}-- migrate:down\n`,
    command: resolveBinary(),
    args: ["--no-dump-schema", "--migrations-dir", directory, "migrate"],
  };
}

async function prepare({ project, files, describe, database, signal }) {
  const own = join(project.directory, "peers", database);
  const tool = describe({ project, files, directory: own });
  const directory = tool.directory ?? own;
  await mkdir(directory, { recursive: true });
  for (const file of files) await writeFile(join(directory, `${file.name}.sql`), tool.write(file));
  for (const [name, text] of Object.entries(tool.also ?? {})) await writeFile(join(directory, name), text);
  const env = connectionVariables(project, database);
  const run = tool.run ?? (() => runProgram({ command: tool.command, args: tool.args, env, signal }));
  await emptyDatabase(project, database);
  return { empty: () => emptyDatabase(project, database), migrate: () => run(signal) };
}

function connectionVariables({ postgresPort }, database) {
  return {
    ...process.env,
    PGHOST: "127.0.0.1",
    PGPORT: String(postgresPort),
    PGUSER: "tilemud",
    PGPASSWORD: "tilemud_dev_pw",
    PGDATABASE: database,
    DATABASE_URL: `postgres://tilemud:tilemud_dev_pw@127.0.0.1:${postgresPort}/${database}?sslmode=disable`,
  };
}

async function emptyDatabase({ postgresPort: port }, database) {
  const login = { host: "127.0.0.1", port, user: "tilemud", password: "tilemud_dev_pw" };
  const sql = postgres({ ...login, database: "postgres", max: 1, onnotice: () => undefined });
  try {
    await sql`drop database if exists ${sql(database)} with (force)`;
    await sql`create database ${sql(database)}`;
  } finally {
    await sql.end();
  }
}
