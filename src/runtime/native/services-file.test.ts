import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { changeServiceRecord, readServiceRecords } from "./services-file.js";

const record = (port: number) => ({ configHash: "hash", port, software: "PostgreSQL 18.4" });

test("services that start side by side do not lose each other's record", async () => {
  const path = join(await temporaryFolder(), "services.json");
  expect(await readServiceRecords(path)).toEqual({});
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => [
      changeServiceRecord(path, "postgres", record(5000 + index)),
      changeServiceRecord(path, "redis", record(6000 + index)),
    ]).flat(),
  );
  expect(await readServiceRecords(path)).toEqual({ postgres: record(5009), redis: record(6009) });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await changeServiceRecord(path, "postgres", undefined);
  expect(await readServiceRecords(path)).toEqual({ redis: record(6009) });
});

test("a change that fails is told to who asked for it and does not stop the next", async () => {
  const folder = await temporaryFolder();
  const absent = changeServiceRecord(join(folder, "absent", "services.json"), "redis", record(1));
  const next = changeServiceRecord(join(folder, "services.json"), "redis", record(2));
  await expect(absent).rejects.toMatchObject({ code: "ENOENT" });
  await next;
  expect(await readServiceRecords(join(folder, "services.json"))).toEqual({ redis: record(2) });
});

test.each(["", "{", '{"version":1,"serv', "null", "[]"])(
  "a damaged file (%j) counts for nothing",
  async (text) => {
    const path = join(await temporaryFolder(), "services.json");
    await writeFile(path, text);
    expect(await readServiceRecords(path)).toEqual({});
    await changeServiceRecord(path, "redis", record(1));
    expect(await readServiceRecords(path)).toEqual({ redis: record(1) });
  },
);
