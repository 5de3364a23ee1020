import { execFile } from "node:child_process";
import { lstatSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { messageOf } from "../errors/message.js";
import type { Project } from "./project.js";

/** The default export of a `.mjs` or `.ts` file. `version` changes when the file does. */
export async function importConfig({
  path,
  version,
  project,
}: {
  path: string;
  version: string;
  project: Project;
}): Promise<unknown> {
  if (path.endsWith(".ts") && !nodeReadsTypeScript()) return importWithJiti(path, project);
  try {
    const module = (await import(`${pathToFileURL(path).href}?v=${version}`)) as { default?: unknown };
    return module.default;
  } catch (error) {
    throw error instanceof SyntaxError ? await withPlace(error, path) : error;
  }
}

function nodeReadsTypeScript(): boolean {
  return Boolean((process.features as { typescript?: unknown }).typescript);
}

async function importWithJiti(path: string, project: Project): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(path, { moduleCache: false, fsCache: cacheFolder(project) });
  return jiti.import(path, { default: true });
}

/**
 * Keeping the translated file saves a quarter of a second on every command. It is kept in the state folder once there is
 * one, and never in the system's temporary folder (jiti's own choice), where another user could have put it.
 */
function cacheFolder(project: Project): string | false {
  const folder = lstatSync(project.path(".infra"), { throwIfNoEntry: false });
  return folder?.isDirectory() ? project.path(".infra/.jiti") : false;
}

/** Node reports where a syntax error is only when it runs the file itself. */
async function withPlace(error: SyntaxError, path: string): Promise<Error> {
  const report = await new Promise<string>((resolve) => {
    execFile(process.execPath, ["--check", path], { timeout: 10_000 }, (_failure, _stdout, stderr) => {
      resolve(stderr);
    });
  });
  const place = /^(?:file:\/\/)?\/.*:(\d+)$/m.exec(report)?.[1];
  const message = place === undefined ? messageOf(error) : `${messageOf(error)} at line ${place}`;
  return new SyntaxError(message, { cause: error.cause });
}
