import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InfraError } from "../../errors/infra-error.js";
import { nextMigrationName, slug } from "./filename.js";
import { infra } from "../../system/own-command.js";

/**
 * Creates an empty migration with the next free number and returns its absolute path. Never overwrites a file. Callers take
 * turns: two at once would find the same number free.
 *
 * @param options.applied names of files that were applied: an applied file that is missing keeps its number, too
 * @throws USAGE when the description holds nothing a file name could be made of.
 */
export async function newMigration(options: {
  directory: string;
  description: string;
  applied?: readonly string[];
}): Promise<string> {
  const { directory, description, applied = [] } = options;
  if (slug(description) === "") {
    throw new InfraError("USAGE", `Cannot build a file name from "${description}"`, {
      hint: `Describe the change in letters or digits: ${infra("migrate", "new", "add", "players")}`,
    });
  }
  await mkdir(directory, { recursive: true });
  const path = join(directory, nextMigrationName([...(await readdir(directory)), ...applied], description));
  await writeFile(path, `-- ${description.replace(/\s+/g, " ").trim()}\n\n`, { flag: "wx" });
  return path;
}
