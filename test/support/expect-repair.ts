import { expect } from "vitest";
import { query } from "./clients.js";
import type { TemporaryProject } from "./temporary-project.js";

/**
 * `up` repairs an environment that runs and does not answer: the rows of the table `kept` are there, and a second `up` has
 * nothing to do.
 *
 * @returns what the first `up` printed
 */
export async function expectRepair(project: TemporaryProject): Promise<string> {
  const { stdout } = await project.succeed("up");
  expect(await query(project, "select count(*)::int from kept")).toEqual([{ count: 1000 }]);
  expect((await project.json("up")).document).toMatchObject({ unchanged: true });
  return stdout;
}
