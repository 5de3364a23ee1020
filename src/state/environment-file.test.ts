import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import {
  environmentFile,
  readEnvironmentRecord,
  writeEnvironmentRecord,
  type EnvironmentRecord,
} from "./environment-file.js";

const OLD = { version: 1, name: "shop", runtime: "native", createdAt: "2026-01-01T00:00:00.000Z" };

test.each([
  ["a record of an older version", OLD, { ...OLD, places: { native: "in-use" } }],
  [
    "unknown places and a volume that is no name",
    { ...OLD, volume: "../containers/x", places: { native: "left", docker: 1, moon: "in-use" } },
    { ...OLD, places: { native: "left" } },
  ],
  ["an unknown runtime", { ...OLD, runtime: "moon" }, undefined],
  ["null", null, undefined],
])("%s", async (_, written, read) => {
  const folder = await temporaryFolder();
  await writeFile(environmentFile(folder), JSON.stringify(written));
  expect(await readEnvironmentRecord(folder)).toEqual(read);
});

test("a record that is read is the same text as the one that was written", async () => {
  const record: EnvironmentRecord = {
    version: 1,
    name: "shop",
    nameFrom: "config-file",
    runtime: "docker",
    createdAt: "2026-01-02T03:04:05.000Z",
    volume: "shop_pg_data",
    ports: { postgres: { port: 5440, instead: "auto", isAutomatic: true } },
    places: { docker: "in-use", native: "left" },
  };
  const folder = await temporaryFolder();
  await writeEnvironmentRecord(folder, record);
  expect(JSON.stringify(await readEnvironmentRecord(folder))).toBe(JSON.stringify(record));
});
