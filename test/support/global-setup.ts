import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../src/runtime/native/redis-binary/cache-directory.js";
import { findRedisServer } from "../../src/runtime/native/redis-binary/find-redis-server.js";
import { engineAnswers } from "./docker-cli.js";
import { repositoryRoot } from "./repository.js";
import { runtimeUnderTest } from "./runtime-under-test.js";

/** What a machine may lack at first is made or fetched here, so that no test pays for it with its own time. */
export default async function setup(): Promise<void> {
  buildIfOlderThanSources();
  if (runtimeUnderTest.kind === "native") await fetchRedis();
  else await requireEngine();
}

/** Tests run the commands as users do, from the build. */
export function buildIfOlderThanSources(): void {
  const sources = readdirSync(join(repositoryRoot, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => statSync(join(repositoryRoot, "src", name)).mtimeMs);
  const built =
    statSync(join(repositoryRoot, "dist/bundle/main.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < Math.max(...sources)) {
    execFileSync(process.execPath, [join(repositoryRoot, "scripts/build.js")], { stdio: "inherit" });
  }
}

/** On a machine without Redis the first search fetches one, once for all projects. */
async function fetchRedis(): Promise<void> {
  await findRedisServer({
    projectDir: repositoryRoot,
    env: process.env,
    cacheDir: cacheDirectory(process.env),
    fetch: true,
    context: { emit: () => undefined, signal: AbortSignal.timeout(280_000) },
  });
}

/** Asked for by name, so that leaving it out would be a lie. */
async function requireEngine(): Promise<void> {
  if (!(await engineAnswers())) throw new Error("no container engine answers; see docs/engines.md");
}
