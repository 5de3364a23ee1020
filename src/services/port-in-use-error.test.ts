import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { portInUseError } from "./port-in-use-error.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

test.each([
  ["linux", 'sudo ss -ltnp "sport = :5438"'],
  ["darwin", "sudo lsof -nP -iTCP:5438 -sTCP:LISTEN"],
] as const)("on %s the hint for an unknown holder names a program of that system", (platform, command) => {
  const { message, hint } = portInUseError({ config, service: "postgres", holder: undefined, platform });
  expect(message).toBe("Port 5438 in use");
  expect(hint).toBe(
    `Find the process that uses it (${command}), or use another port: infra up --pg-port 5439`,
  );
});

test("a known holder is named, with the way to stop it", () => {
  const holder = { name: "redis-server (pid 7)", remedy: "End it (kill 7),", details: { pid: 7 } };
  expect(portInUseError({ config, service: "redis", holder })).toMatchObject({
    message: `Port ${config.redis.port} in use by redis-server (pid 7)`,
    hint: `End it (kill 7), or use another port: infra up --redis-port ${config.redis.port + 1}`,
    details: { port: config.redis.port, service: "redis", variable: "TILEMUD_REDIS_PORT", pid: 7 },
  });
});
