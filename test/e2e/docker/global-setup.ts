import type { TestProject } from "vitest/node";
import { engineAnswers } from "../../support/docker-cli.js";
import { buildIfOlderThanSources } from "../../support/global-setup.js";

/** Tells tests whether an engine is there. On a user's machine it need not be; in CI leaving them out is a failure. */
export default async function setup(project: TestProject): Promise<void> {
  buildIfOlderThanSources();
  const answers = await engineAnswers();
  project.provide("engineAnswers", answers);
  if (answers) return;
  const message = "no container engine answers: the tests of the Docker runtime need one";
  if (process.env["CI"]) throw new Error(message);
  process.stderr.write(
    `SKIPPED: ${message}.\n  Start Docker, or on Debian as root: shell=$(.ci/engine/start) && eval "$shell"; then npm run test:e2e\n`,
  );
}

declare module "vitest" {
  export interface ProvidedContext {
    engineAnswers: boolean;
  }
}
