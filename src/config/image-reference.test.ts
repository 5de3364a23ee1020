import { expect, test } from "vitest";
import { IMAGE_REFERENCE } from "./image-reference.js";

const HEX = "0123456789abcdef".repeat(4);

test.each([
  "postgres",
  "postgres:18.0-alpine",
  "pgvector/pgvector:0.8.1-pg18",
  "ghcr.io/acme/my__db_x-y.z:v1_A",
  "localhost:5000/redis",
  "Registry.example.com:5000/acme/redis:8",
  `postgres@sha256:${HEX}`,
  `postgres:18.0-alpine@sha256:${HEX}`,
  // The id of an image.
  `sha256:${HEX}`,
])("%s is one", (reference) => {
  expect(IMAGE_REFERENCE.test(reference)).toBe(true);
});

test.each([
  "",
  "Postgres:18",
  "postgres:18:alpine",
  "postgres:",
  "postgres@sha256:abc",
  "postgres@18",
  "acme/Redis",
  "acme//redis",
  "../redis",
  "postgres:18 ",
  "postgres?x=1",
  "-postgres",
])("%j is none", (reference) => {
  expect(IMAGE_REFERENCE.test(reference)).toBe(false);
});
