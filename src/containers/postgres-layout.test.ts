import { expect, test } from "vitest";
import { majorVersionOfTag, postgresLayout } from "./postgres-layout.js";

test.each([
  ["postgres:18.0-alpine", 18],
  ["postgres:17", 17],
  ["postgres:9.6", 9],
  ["postgres:18-alpine@sha256:0123", 18],
  ["localhost:5000/team/postgres:16.4", 16],
  ["pgvector/pgvector:pg17", 17],
  ["pgvector/pgvector:0.8.1-pg18-trixie", 18],
  ["timescale/timescaledb:2.17.2-pg16", 16],
  ["postgis/postgis:17-3.5", 17],
  ["team/database:2.1", undefined],
  ["team/database:latest", undefined],
  ["localhost:5000/postgres", undefined],
  ["postgres@sha256:0123", undefined],
  ["postgres:20260101", undefined],
])("%s is PostgreSQL %s", (image, major) => {
  expect(majorVersionOfTag(image)).toBe(major);
});

test("what the image itself says counts more than its name", () => {
  const image = {
    Config: {
      Env: ["PG_MAJOR=17", "PGDATA=/var/lib/postgresql/data"],
      Volumes: { "/var/lib/postgresql/data": {} },
    },
  };
  expect(postgresLayout(image, "team/database:latest")).toEqual({
    mountPath: "/var/lib/postgresql/data",
    dataDirectory: "/var/lib/postgresql/data",
    majorVersion: 17,
  });
});

test("the volume is mounted where the image declares one, and PGDATA may lie below it", () => {
  const image = {
    Config: {
      Env: ["PG_MAJOR=18", "PGDATA=/var/lib/postgresql/18/docker"],
      Volumes: { "/var/lib/postgresql": {} },
    },
  };
  expect(postgresLayout(image, "x")).toMatchObject({
    mountPath: "/var/lib/postgresql",
    dataDirectory: "/var/lib/postgresql/18/docker",
  });
});

test("a PGDATA of its own outside every declared volume is the volume", () => {
  const image = {
    Config: { Env: ["PG_MAJOR=18", "PGDATA=/pgdata"], Volumes: { "/var/lib/postgresql": {} } },
  };
  expect(postgresLayout(image, "x")).toMatchObject({ mountPath: "/pgdata", dataDirectory: "/pgdata" });
});
