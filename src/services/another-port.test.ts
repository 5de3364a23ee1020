import { expect, test } from "vitest";
import { anotherPort } from "./another-port.js";

test.each([
  [5438, 6380, 5439, 6381],
  [7000, 7001, 7002, 7002],
  [65_535, 65_534, 65_533, 65_533],
])("a suggested port is a port, and not the other service's (%i, %i)", (postgres, redis, first, second) => {
  const ports = { postgres: { port: postgres }, redis: { port: redis } };
  expect(anotherPort(ports, "postgres")).toBe(first);
  expect(anotherPort(ports, "redis")).toBe(second);
});
