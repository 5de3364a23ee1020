import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { Secret } from "../errors/secret.js";
import { configHash, containerSpec } from "./container-spec.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

test("whatever makes another container changes the config hash, the password too", () => {
  const hash = (changed: Partial<typeof config.postgres>) =>
    configHash(containerSpec({ ...config, postgres: { ...config.postgres, ...changed } }, "postgres"));
  const changes = [
    {},
    { port: 1 },
    { password: new Secret("x") },
    { durability: "fast" },
    { image: "postgres:17" },
  ] as const;
  expect(new Set(changes.map(hash)).size).toBe(changes.length);
});
