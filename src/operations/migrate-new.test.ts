import { mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { migrateNew } from "./migrate-new.js";

test("many at once get a number each", async () => {
  const projectDir = await temporaryFolder();
  const made = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      migrateNew({ projectDir, env: {}, description: `file of ${index}` }),
    ),
  );
  const numbers = made.map(({ path }) => Number(basename(path).split("_")[0]));
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  expect(await readdir(join(projectDir, "migrations"))).toHaveLength(12);
});

test("the number is above all that was applied here, also of files that are not here", async () => {
  const projectDir = await temporaryFolder();
  const ledger = {
    version: 1,
    applied: [
      {
        filename: "0041_elsewhere.sql",
        checksum: `sha256:${"0".repeat(64)}`,
        appliedAt: "2025-01-01T00:00:00Z",
      },
    ],
  };
  await mkdir(join(projectDir, ".infra/tilemud"), { recursive: true });
  await writeFile(join(projectDir, ".infra/tilemud/migration-ledger.json"), JSON.stringify(ledger));
  const { path } = await migrateNew({ projectDir, env: {}, description: "Next one" });
  expect(path).toBe(join(projectDir, "migrations", "0042_next_one.sql"));
});
