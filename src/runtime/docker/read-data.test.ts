import { expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { incompatibleData, type FoundData } from "./read-data.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });
const LAYOUT = {
  mountPath: "/var/lib/postgresql",
  dataDirectory: "/var/lib/postgresql/18/docker",
  majorVersion: 18,
};

test("an empty volume, and data where and of what version the image wants it, are fine", () => {
  expect(verdict([])).toBeUndefined();
  expect(verdict([{ folder: "18/docker", majorVersion: 18 }])).toBeUndefined();
});

test("data that the image wants is not spoilt by another version's beside it", () => {
  const both = [
    { folder: "17/docker", majorVersion: 17 },
    { folder: "18/docker", majorVersion: 18 },
  ];
  expect(verdict(both)).toBeUndefined();
});

test("data of an older version in its older place is refused, with the way to keep it", () => {
  const error = verdict([{ folder: ".", majorVersion: 17 }]);
  expect(error).toMatchObject({ code: "DATA_INCOMPATIBLE", exitCode: 17 });
  expect(error?.message).toBe(
    "Data in volume tilemud_pg_data is from PostgreSQL 17, but postgres:18.0-alpine is PostgreSQL 18",
  );
  expect(error?.hint).toContain("TILEMUD_PG_IMAGE=postgres:17-alpine infra up");
});

test("data of the right version in a place that the server would not look at is refused", () => {
  expect(verdict([{ folder: "data", majorVersion: 18 }])?.message).toContain(
    "is in data, but postgres:18.0-alpine expects it in 18/docker",
  );
});

function verdict(found: readonly FoundData[]) {
  return incompatibleData(found, { config, layout: LAYOUT });
}
