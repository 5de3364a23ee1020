import { expect } from "vitest";
import { TemporaryProject, type ProjectOptions } from "../../support/temporary-project.js";
import { succeed } from "./commands.js";
import { withDatabase } from "./servers.js";

/** Table that each migration writes its own name into: applied twice, it is there twice. */
export const onceTable = "applied_once";

/** A project whose migrations tell how often each was applied, and that has a table for rows that must not be lost. */
export async function createProject(options: ProjectOptions = {}): Promise<TemporaryProject> {
  return TemporaryProject.create({
    ...options,
    // Also where an engine answers: these tests break processes, not containers.
    env: { TILEMUD_RUNTIME: "native", ...options.env },
    migrations: {
      "001_begin.sql": `create table ${onceTable} (filename text); create table kept (id int primary key);\n${mark("001_begin.sql")}`,
      "002_tiles.sql": `create table tiles as select n as id from generate_series(1, 2000) n;\n${mark("002_tiles.sql")}`,
      "003_slow.sql": `select pg_sleep(0.25);\n${mark("003_slow.sql")}`,
      ...options.migrations,
    },
  });
}

/** Adds two migrations, the second of which takes a while in the middle of its work. */
export async function addMigrations(
  project: TemporaryProject,
  number: number,
  sleepSeconds = 0.3,
): Promise<void> {
  const name = (offset: number) => `${String(number + offset).padStart(3, "0")}_step.sql`;
  await project.migration(name(0), `create table step_${number} (id int);\n${mark(name(0))}`);
  await project.migration(
    name(1),
    `insert into step_${number} values (1);\nselect pg_sleep(${sleepSeconds});\n${mark(name(1))}`,
  );
}

export function mark(filename: string): string {
  return `insert into ${onceTable} values ('${filename}');\n`;
}

/** Brings the project up, adds a row, and returns all rows that there have to be from now on. */
export async function upWithOneMoreRow(project: TemporaryProject): Promise<number[]> {
  await succeed(project, "up");
  const added = Date.now() % 1_000_000_000;
  const before = await rowsOf(project);
  await keepRow(project, added);
  return [...before, added];
}

/** A row that an application has written and that the server has confirmed. */
export async function keepRow(project: TemporaryProject, id: number): Promise<void> {
  await withDatabase(project, (sql) => sql`insert into kept values (${id})`);
}

export async function expectRows(project: TemporaryProject, ids: readonly number[]): Promise<void> {
  expect(await rowsOf(project)).toEqual([...ids].toSorted((a, b) => a - b));
}

export async function rowsOf(project: TemporaryProject): Promise<number[]> {
  const rows = await withDatabase(project, (sql) => sql<{ id: number }[]>`select id from kept order by id`);
  return rows.map(({ id }) => id);
}
