import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { EngineError } from "./engine-error.js";
import { readContainerFile } from "./read-container-file.js";

test("the first file of the archive that the engine sends is read", async () => {
  const folder = mkdtempSync(join(tmpdir(), "infra-tar-"));
  try {
    writeFileSync(join(folder, "PG_VERSION"), "18\n");
    writeFileSync(join(folder, "other"), "no");
    const archive = execFileSync("tar", ["-C", folder, "-cf", "-", "PG_VERSION", "other"]);
    expect(await read(archive)).toBe("18\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an empty archive holds nothing", async () => {
  expect(await read(Buffer.alloc(1024))).toBe("");
});

test("a file that does not exist has no text", async () => {
  const stream = () => Promise.reject(new EngineError(404, "GET", "no such file"));
  expect(await readContainerFile({ stream }, "1", "/PG_VERSION")).toBeUndefined();
});

/** Sent in two parts, as an engine may. */
function read(archive: Buffer): Promise<string | undefined> {
  const stream = async () => parts(archive.subarray(0, 130), archive.subarray(130));
  return readContainerFile({ stream }, "1", "/PG_VERSION");
}

async function* parts(...all: Buffer[]): AsyncGenerator<Buffer> {
  yield* all;
}
