import { query } from "./clients.js";
import { TemporaryProject } from "./temporary-project.js";

const ROWS = 100_000;

/** What {@link countRows} gives as long as nothing is lost. */
export const ALL_ROWS = [{ count: String(ROWS) }];

/** An environment that is up, with rows to lose. */
export async function filledProject(): Promise<TemporaryProject> {
  const project = await TemporaryProject.create();
  await fill(project);
  return project;
}

export async function fill(project: TemporaryProject): Promise<void> {
  await project.succeed("up");
  await query(project, `create table kept as select generate_series(1, ${ROWS}) as id`);
}

export function countRows(project: TemporaryProject): Promise<unknown[]> {
  return query(project, "select count(*) from kept");
}
