import { readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { gitRootOf } from "../system/git-root.js";
import { infraIn } from "../system/own-command.js";
import { configFilesIn } from "./config-file-names.js";
import { foreignOwner } from "./owners.js";
import { invalidConfig } from "./problems.js";

/**
 * The project that a command started in `folder` works on when it is a folder above: the nearest one that holds a config file or
 * `.infra`, no further than the root of the git working tree. `undefined`: `folder` itself, as always outside of git.
 */
export function projectAbove(folder: string): string | undefined {
  const start = realpathSync.native(folder);
  const root = gitRootOf(start);
  if (root === undefined) return undefined;
  for (let current = start; ; current = dirname(current)) {
    if (markersIn(current).length > 0) return current === start ? undefined : current;
    if (current === root) return undefined;
  }
}

/**
 * A search must not lead to files of another user, which could run any program: config files, `.env` and what is in `.infra` can.
 *
 * @throws InfraError CONFIG_INVALID
 */
export function requireOwnProject(directory: string): void {
  const files = [...markersIn(directory), ".env"].map((name) => ({ name, path: join(directory, name) }));
  const problems = [{ name: directory, path: directory }, ...files].flatMap(({ name, path }) => {
    const owner = foreignOwner(path);
    const message = `belongs to another user (uid ${owner}) and was found in a folder above this one`;
    return owner === undefined ? [] : [{ key: name, message, source: path }];
  });
  if (problems.length === 0) return;
  throw invalidConfig({
    problems,
    hint: `To use that project, add -C: ${infraIn(directory, "status")}\nTo use this folder as a project: ${infraIn(".", "status")}`,
  });
}

/** Also names that are not supported and links: opening the project refuses them with the reason. */
function markersIn(folder: string): string[] {
  const entries = namesIn(folder);
  return [...configFilesIn(entries), ...entries.filter((name) => name === ".infra")];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new InfraError("USAGE", `Cannot read ${folder} to find the project: ${messageOf(cause)}`, {
      hint: `To use the current folder as the project, add -C: ${infraIn(".", "status")}`,
      cause,
    });
  }
}
