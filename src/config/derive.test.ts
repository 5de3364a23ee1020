import { expect, test } from "vitest";
import { Secret } from "../errors/secret.js";
import { testConfig, withCheckout, withImages, withName, withPassword, withPort } from "./derive.js";
import { resolveConfig } from "./resolve.js";
import type { ResolvedConfig } from "./resolved.js";

const config = await resolveConfig({
  projectDir: import.meta.dirname,
  env: {},
  flags: { name: "shop", pgPort: "6001" },
});

test("another name changes all that derives from the name, except a volume that was called otherwise", () => {
  const other = withName(config, "blog");
  expect(other).toMatchObject({ name: "blog", prefix: "blog_", variablePrefix: "BLOG_" });
  expect(other.postgres).toMatchObject({ port: 6001, container: "blog_postgres" });
  const unchanged = Object.entries(flat({ ...other, sources: {} })).filter(([, value]) =>
    /shop/i.test(value),
  );
  expect(unchanged.map(([key]) => key)).toEqual(["postgres.user", "postgres.database"]);
  expect(withName(config, "blog", "blog_old_data").postgres.volume).toBe("blog_old_data");
});

test("images, ports, password and checkout change themselves only", () => {
  const images = { postgres: "postgres@sha256:1", redis: "redis@sha256:2" };
  expect(differences(withImages(config, images))).toEqual({
    "postgres.image": "postgres@sha256:1",
    "redis.image": "redis@sha256:2",
  });
  expect(differences(withPort(config, "redis", { port: 7001, isAutomatic: true }))).toEqual({
    "redis.port": "7001",
    "redis.portSetting.isAutomatic": "true",
  });
  const kept = withPassword(config, { password: new Secret("kept"), passwordFile: "/project/file" });
  expect(kept.postgres.password.reveal()).toBe("kept");
  expect(differences(kept)).toEqual({ "postgres.passwordFile": "/project/file" });
  const checkout = { id: "1", createdAt: "2026-01-01T00:00:00Z", path: "/project", hostname: "h" };
  expect(withCheckout(config, checkout)).toEqual({ ...config, checkout });
  expect(withCheckout(config, undefined)).toBe(config);
});

test("a configuration for tests has names of its own for what Compose creates, and fast data", () => {
  expect(differences(testConfig(config))).toEqual({
    name: "shop-test",
    network: `${config.network}_test`,
    "postgres.container": `${config.postgres.container}_test`,
    "postgres.durability": "fast",
    "redis.container": `${config.redis.container}_test`,
  });
});

/** By dotted key; a secret is not shown. */
function differences(derived: ResolvedConfig): Record<string, string> {
  const before = flat(config);
  return Object.fromEntries(Object.entries(flat(derived)).filter(([key, value]) => before[key] !== value));
}

function flat(value: object, path = ""): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, each]: [string, unknown]) =>
      typeof each === "object" && each !== null && !(each instanceof Secret)
        ? flat(each, `${path}${key}.`)
        : { [`${path}${key}`]: String(each) },
    ),
  ) as Record<string, string>;
}
