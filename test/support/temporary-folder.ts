import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** An empty folder for the running test, gone when it is over. The path holds no symbolic links. */
export async function temporaryFolder(): Promise<string> {
  const path = await realpath(await mkdtemp(join(tmpdir(), "infra-test-")));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}
