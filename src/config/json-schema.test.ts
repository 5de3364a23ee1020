import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configJsonSchema } from "./json-schema.js";

test("the published schema follows from the source (else: npm run generate)", () => {
  expect(JSON.parse(readFileSync("infra.config.schema.json", "utf8"))).toEqual(configJsonSchema());
});

test("every setting says what it is for, its default and its variable", () => {
  const postgres = configJsonSchema().properties?.["postgres"]?.properties;
  expect(postgres?.["port"]).toEqual({
    anyOf: [
      { type: "integer", minimum: 1, maximum: 65535 },
      { type: "string", const: "auto" },
    ],
    default: 5438,
    description:
      "Port of PostgreSQL on this machine; auto: infra takes a free one and keeps it. Preset compose: 5432. Variable: TILEMUD_PG_PORT, or POSTGRES_PORT.",
  });
  expect(configJsonSchema()).toMatchObject({ allowComments: true, allowTrailingCommas: true });
  expect(configJsonSchema()["$id"]).toBeUndefined();
  expect(configJsonSchema()["additionalProperties"]).toBe(false);
});
