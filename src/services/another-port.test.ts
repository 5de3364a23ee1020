import { createServer } from "node:net";
import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { freePort } from "../system/ports.js";
import { anotherPort, anotherPortHint } from "./another-port.js";

const portsOf = (postgres: number, redis: number) => ({
  postgres: { port: postgres },
  redis: { port: redis },
});

test.each([
  [7000, 7001],
  [7001, 7000],
  [65_535, 65_534],
])("suggested ports are ports, differ, and no service has them (%i, %i)", async (postgres, redis) => {
  const ports = portsOf(postgres, redis);
  const suggested = [await anotherPort(ports, "postgres"), await anotherPort(ports, "redis")];
  expect(new Set([postgres, redis, ...suggested]).size).toBe(4);
  for (const port of suggested) expect(Math.abs(port - postgres)).toBeLessThan(50);
});

test("a port that another program has is not suggested", async () => {
  const port = await freePort();
  const next = createServer();
  await new Promise<void>((resolve, reject) => {
    next.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  expect(await anotherPort(portsOf(port - 1, 1), "postgres")).not.toBe(port);
  await new Promise((resolve) => next.close(resolve));
});

test.each([
  [{}, {}, /^Or use another port: add TILEMUD_PG_PORT=\d+ to \.env$/],
  [{ TILEMUD_PG_PORT: "7000" }, {}, /: set TILEMUD_PG_PORT=\d+ in the environment$/],
  [{}, { pgPort: "7000" }, /: infra up --pg-port \d+$/],
])("the hint names the place that decides the port (%o, %o)", async (env, flags, hint) => {
  const config = await resolveConfig({ projectDir: import.meta.dirname, env, flags });
  expect(await anotherPortHint(config, "postgres")).toMatch(hint);
});
