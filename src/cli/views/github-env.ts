import { randomUUID } from "node:crypto";
import { Secret } from "../../errors/secret.js";

/** Lines for the file `$GITHUB_ENV`; values of more than one line in the file's heredoc form. */
export function githubEnv(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => (/[\r\n]/.test(value) ? heredoc(key, value) : `${key}=${value}\n`))
    .join("");
}

/** Workflow commands that make the runner print *** in place of each secret. */
export function githubMasks(variables: Readonly<Record<string, string | Secret>>): string {
  const secrets = new Set(
    Object.values(variables)
      .filter((value) => value instanceof Secret)
      .map((secret) => secret.reveal()),
  );
  return [...secrets].map((secret) => `::add-mask::${escapeCommandData(secret)}\n`).join("");
}

function heredoc(key: string, value: string): string {
  // Random, so that no value can hold the line that ends it.
  const end = `infra_${randomUUID()}`;
  return `${key}<<${end}\n${value}\n${end}\n`;
}

function escapeCommandData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
