import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { firstFileOfTar } from "./tar.js";

test("the first file of an archive made by tar is read", () => {
  const folder = mkdtempSync(join(tmpdir(), "infra-tar-"));
  try {
    writeFileSync(join(folder, "PG_VERSION"), "18\n");
    writeFileSync(join(folder, "other"), "no");
    const archive = execFileSync("tar", ["-C", folder, "-cf", "-", "PG_VERSION", "other"]);
    expect(firstFileOfTar(archive)).toBe("18\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("an empty archive holds nothing", () => {
  expect(firstFileOfTar(Buffer.alloc(1024))).toBe("");
});
