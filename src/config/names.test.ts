import * as fc from "fast-check";
import { expect, test } from "vitest";
import { variablePrefixOf } from "./names.js";
import { defaultsOf, type PresetName } from "./presets.js";
import { checkLayer } from "./layer.js";
import { mergeLayers } from "./merge.js";
import { checkRules } from "./rules.js";
import { setAt } from "./setting-keys.js";
import { canonicalVariable, SETTING_KEYS } from "./variables.js";

const anyName = fc
  .stringMatching(/^[a-z][a-z0-9_]{0,39}$/)
  .filter((name) => !/^(pg_|public$|none$|template[01]$)/.test(name));
const anyPreset = fc.constantFrom<PresetName>("tilemud", "compose");

test("everything derives from the name", () => {
  expect(defaultsOf("tilemud", "shop")).toMatchObject({
    network: "shop_net",
    "postgres.container": "shop_postgres",
    "postgres.volume": "shop_pg_data",
    "postgres.user": "shop",
    "postgres.password": "shop_dev_pw",
    "postgres.database": "shop",
    "redis.container": "shop_redis",
  });
  expect(canonicalVariable("postgres.port", "shop")).toBe("SHOP_PG_PORT");
  expect(canonicalVariable("health.timeoutMs", "shop")).toBe("INFRA_HEALTH_TIMEOUT_MS");
});

test("the defaults of any name and preset pass every check of their own", () => {
  fc.assert(
    fc.property(anyName, anyPreset, (name, preset) => {
      const content = {};
      const defaults = defaultsOf(preset, name);
      for (const key of SETTING_KEYS)
        if (key in defaults) setAt(content, key, defaults[key as keyof typeof defaults]);
      const { layer, problems } = checkLayer(content, () => ({ kind: "config-file", where: "test" }));
      expect(problems).toEqual([]);
      expect(checkRules(mergeLayers([layer]))).toEqual([]);
    }),
  );
});

test("the variables of any name are distinct and can be set in a shell", () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const variables = SETTING_KEYS.map((key) => canonicalVariable(key, name)).filter(
        (one) => one !== undefined,
      );
      expect(new Set(variables).size).toBe(variables.length);
      for (const variable of variables) expect(variable).toMatch(/^[A-Z][A-Z0-9_]*$/);
    }),
  );
});

test("even an invalid name gives a variable prefix", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      expect(variablePrefixOf(name)).toMatch(/^[A-Z0-9_]*_$/);
    }),
  );
});
