import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { InfraEvent } from "../../src/events.js";
import type { RedisSearch } from "../../src/runtime/native/redis-binary/redis-server.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A search on an empty machine: no PATH, no project, an empty cache. Everything it said is in `events`. */
export async function emptySearch(overrides: Partial<RedisSearch> = {}) {
  const root = await temporaryFolder();
  const events: InfraEvent[] = [];
  const search: RedisSearch = {
    projectDir: join(root, "project"),
    env: {},
    cacheDir: join(root, "cache"),
    fetch: false,
    context: { emit: (event) => events.push(event), signal: new AbortController().signal },
    ...overrides,
  };
  return { root, events, search };
}

/** A program that prints this line when asked for its version, or fails as a program for another system does. */
export async function writeProgram(path: string, behaviour: { prints: string } | { fails: string }) {
  const body =
    "prints" in behaviour ? `echo '${behaviour.prints}'` : `echo "$0: ${behaviour.fails}" >&2; exit 1`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}
