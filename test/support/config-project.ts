import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import type { ConfigFlags } from "../../src/config/flags.js";
import type { ConfigProblem } from "../../src/config/problems.js";
import { resolveConfig } from "../../src/config/resolve.js";
import type { ResolvedConfig } from "../../src/config/resolved.js";
import { InfraError } from "../../src/errors/infra-error.js";

/** What a test gives besides the files of its project. */
export interface Given {
  env?: NodeJS.ProcessEnv;
  flags?: ConfigFlags;
  /** Id of the project's checkout, once it is recorded. */
  checkoutId?: string;
}

/** A project folder of its own for every test of a file, and its configuration. */
export function useConfigProject() {
  const project = { root: "", directory: "", write, resolve, failure, problems };
  beforeEach(() => {
    project.root = realpathSync(mkdtempSync(join(tmpdir(), "infra-config-")));
    project.directory = join(project.root, "project");
    mkdirSync(project.directory);
  });
  afterEach(() => rmSync(project.root, { recursive: true, force: true }));
  return project;

  function write(name: string, content: string | object): void {
    const path = join(project.directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }

  function resolve({ env = {}, flags = {}, checkoutId: id }: Given = {}): Promise<ResolvedConfig> {
    const readCheckout = (path: string) =>
      Promise.resolve(id === undefined ? undefined : { id, path, createdAt: "2026-01-01", hostname: "here" });
    return resolveConfig({ projectDir: project.directory, env, flags, readCheckout });
  }

  async function failure(given: Given = {}): Promise<InfraError> {
    const outcome: unknown = await resolve(given).catch((error: unknown) => error);
    if (!(outcome instanceof InfraError)) expect.unreachable("expected the configuration to be refused");
    return outcome;
  }

  async function problems(given: Given = {}): Promise<ConfigProblem[]> {
    const error = await failure(given);
    expect(error.code).toBe("CONFIG_INVALID");
    return error.details?.["problems"] as ConfigProblem[];
  }
}
