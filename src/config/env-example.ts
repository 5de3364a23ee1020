import { messageOf } from "../errors/message.js";
import { FileProblem } from "./file-problem.js";
import { readProjectFile, type Project } from "./project.js";
import type { SettingKey } from "./setting-keys.js";
import type { GivenText } from "./variable-layer.js";
import { infra } from "../system/own-command.js";

const PORT_KEYS = ["postgres.port", "redis.port"] as const satisfies SettingKey[];

/**
 * Warns about port variables that are used but missing in `.env.example`, so that a user who copies it does not see them. Without that file
 * only variables of `.env` count: there the project keeps its settings in files, and this one is missing.
 */
export function envExampleWarnings(project: Project, given: ReadonlyMap<SettingKey, GivenText>): string[] {
  const used = PORT_KEYS.map((key) => given.get(key)).filter((text) => text?.variable !== undefined);
  if (used.length === 0) return [];
  const example = project.entries.has(".env.example") ? readExample(project) : undefined;
  if (example instanceof FileProblem) return [`.env.example ${example.message}`];
  if (example instanceof Error) return [`.env.example cannot be read: ${messageOf(example)}`];
  return used
    .filter((text) => (example === undefined ? text?.source.kind === "dotenv" : true))
    .filter((text) => example === undefined || !mentions(example, text?.variable ?? ""))
    .map((text) =>
      example === undefined
        ? `${text?.source.where} is used, but there is no .env.example that lists it (${infra("init")} writes one)`
        : `${text?.source.where} is used, but .env.example does not list it`,
    );
}

/** A line that sets the variable, commented out or not. */
function mentions(example: string, variable: string): boolean {
  return new RegExp(`^\\s*#?\\s*(?:export\\s+)?${variable}\\s*[=:]`, "m").test(example);
}

function readExample(project: Project): string | Error {
  try {
    return readProjectFile(project, ".env.example").toString();
  } catch (error) {
    return error as Error;
  }
}
