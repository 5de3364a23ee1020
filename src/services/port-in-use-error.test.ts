import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { allPortsInUse, portInUseError } from "./port-in-use-error.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

test.each([
  ["linux", 'sudo ss -ltnp "sport = :5438"'],
  ["darwin", "sudo lsof -nP -iTCP:5438 -sTCP:LISTEN"],
] as const)(
  "on %s the hint for an unknown holder names a program of that system",
  async (platform, command) => {
    const error = await portInUseError({ config, service: "postgres", holder: undefined, platform });
    expect(error.message).toBe("Port 5438 in use");
    expect(error.hint?.split("\n")).toEqual([
      `Find the process that uses it: ${command}`,
      expect.stringMatching(/^Or use another port: add TILEMUD_PG_PORT=\d+ to \.env$/),
    ]);
  },
);

const holder = { name: "redis-server (pid 7)", remedy: "End it: kill 7", details: { pid: 7 } };

test("a known holder is named, with the way to stop it and the cause", async () => {
  const cause = new Error("could not bind");
  const error = await portInUseError({ config, service: "redis", holder, cause });
  expect(error).toMatchObject({
    message: `Port ${config.redis.port} in use by redis-server (pid 7)`,
    details: { port: config.redis.port, service: "redis", variable: "TILEMUD_REDIS_PORT", pid: 7 },
    cause,
  });
  expect(error.hint).toMatch(/^End it: kill 7\nOr use another port: add TILEMUD_REDIS_PORT=\d+ to \.env$/);
});

test("all taken ports are one error", async () => {
  const postgres = await portInUseError({ config, service: "postgres", holder: undefined });
  const redis = await portInUseError({ config, service: "redis", holder });
  expect(allPortsInUse([postgres])).toBe(postgres);
  const both = allPortsInUse([postgres, redis]);
  expect(both.message).toBe("Port 5438 in use; port 6380 in use by redis-server (pid 7)");
  expect(both.hint).toContain("Port 6380: End it: kill 7");
  expect(both.hint).toContain("TILEMUD_PG_PORT=");
  expect(both.details).toMatchObject({ port: 5438, ports: [{ port: 5438 }, { port: 6380, pid: 7 }] });
});
