import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "../errors/secret.js";
import { toYaml } from "./yaml.js";

// eslint-disable-next-line no-control-regex -- they are what it is about
const REFUSED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

test("mappings, lists, secrets and comments", () => {
  const value = {
    name: "tilemud",
    services: {
      redis: { command: ["redis-server", "--save", ""], labels: {}, networks: { default: null }, retries: 3 },
      postgres: {
        password: new Secret("s3cret!"),
        ports: [{ target: 5432, protocol: "tcp" }, { target: 1 }],
      },
    },
  };
  const comments = { "services.redis": "Two\nlines", "services.postgres.ports": "Here only" };
  expect(toYaml(value, comments)).toBe(`name: tilemud
services:
  # Two
  # lines
  redis:
    command: [redis-server, "--save", ""]
    labels: {}
    networks:
      default: null
    retries: 3
  postgres:
    password: "s3cret!"
    # Here only
    ports:
      - target: 5432
        protocol: tcp
      - target: 1
`);
});

test.each([
  "no",
  "On",
  "y",
  "NULL",
  "true",
  "~",
  "1.5",
  "0x1f",
  "1e3",
  "12:30",
  "a: b",
  "a #b",
  "",
  " a",
  "- a",
])("%j stays text", (word) => {
  expect(toYaml({ key: word })).toBe(`key: ${JSON.stringify(word)}\n`);
  expect(toYaml({ [word]: 1 })).toBe(`${JSON.stringify(word)}: 1\n`);
});

test("any text is a plain word or one line of JSON without characters that YAML refuses", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 12 }), (text) => {
      const [line = "", ...more] = toYaml({ key: text }).split("\n");
      expect(more).toEqual([""]);
      const written = line.slice("key: ".length);
      expect(REFUSED.test(written)).toBe(false);
      expect(written.startsWith('"') ? JSON.parse(written) : written).toBe(text);
    }),
  );
});
