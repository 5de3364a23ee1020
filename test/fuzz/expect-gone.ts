import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { socketDirectory } from "../../src/runtime/native/layout.js";
import { findHome, MACHINE_FOLDER } from "../../src/runtime/native/machine-folder.js";
import { listFolder, readFileIfAny } from "../../src/system/files.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import type { TemporaryProject } from "../support/temporary-project.js";

/** What a reset leaves: what the checkout is known by, and locks that nobody holds. */
const LEFT_BY_RESET = new Set([".gitignore", "checkout.json", "checkout.lock", "tilemud", "tilemud/lock"]);

/** After a reset nothing of the environment is on the machine. */
export async function expectGone(project: TemporaryProject): Promise<void> {
  const found = [
    ...(await runtimeUnderTest.remains(project.dir)),
    ...(await runtimeUnderTest.data(project.dir)),
    ...(await project.processes()).map(({ pid, commandLine }) => `process ${pid} ${commandLine}`),
    ...stateFiles(project),
    ...onMachine(project),
    ...(await ofRoot(project)),
  ];
  expect(found, "left after the reset").toEqual([]);
}

function stateFiles({ dir }: TemporaryProject): string[] {
  const below = readdirSync(join(dir, ".infra"), { recursive: true, encoding: "utf8" });
  return below.filter((name) => !LEFT_BY_RESET.has(name)).map((name) => join(".infra", name));
}

function onMachine({ dir }: TemporaryProject): string[] {
  const candidates = [socketDirectory(join(dir, ".infra", "tilemud")), join(dir, ".env.local.infra")];
  const temporary = readdirSync(dir).filter((name) => name.endsWith(".tmp"));
  return [...candidates.filter((path) => existsSync(path)), ...temporary];
}

/** In the machine's folder, where root's servers may have their data, and where they get their user id. */
async function ofRoot({ dir }: TemporaryProject): Promise<string[]> {
  if (process.getuid?.() !== 0) return [];
  const { folder } = await findHome(MACHINE_FOLDER, { projectDir: dir, name: "tilemud" });
  const uids = join(MACHINE_FOLDER, "uids");
  const claimed: string[] = [];
  for (const name of await listFolder(uids)) {
    if ((await readFileIfAny(join(uids, name))) === folder) claimed.push(join(uids, name));
  }
  return [...claimed, ...(existsSync(folder) ? [folder] : [])];
}
