import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";

const project = useConfigProject();

test("two of them are a problem", async () => {
  project.write("infra.config.json", {});
  project.write("infra.config.mjs", "export default {}");
  expect((await project.failure()).message).toContain(
    "infra.config.json and infra.config.mjs both exist; keep one of them",
  );
  project.write("infra.config.cts", "export default {}");
  expect((await project.failure()).message).toContain(
    "infra.config.cts and infra.config.json and infra.config.mjs exist; keep one of them",
  );
});

test.each([
  "infra.config.yaml",
  "infra.config.toml",
  "infra.config.jsonc",
  "infra.config.json5",
  "infra.config.tsx",
  "infra.config.json.bak",
  "infra.config.",
  "infra.config",
  "infra.config.JSON",
  "Infra.Config.json",
])("%s is an error that names the supported files, alone and next to one of them", async (name) => {
  project.write(name, "{}");
  const message = `${name} is not supported; rename or remove it (supported: infra.config.json, .js, .mjs, .cjs, .ts, .mts, .cts) — from ${join(project.directory, name)}`;
  expect((await project.failure()).message).toContain(message);
  project.write("infra.config.json", '{ "redis": { "port": 0 } }');
  const both = (await project.failure()).message;
  expect(both).toContain(message);
  expect(both).toContain("redis.port must be an integer from 1 to 65535");
});

test("the published schema and the backup of an editor are no config files", async () => {
  project.write("infra.config.schema.json", "{}");
  project.write("infra.config.json~", "{");
  project.write("infra.config.json", '{ "name": "shop" }');
  expect((await project.resolve()).name).toBe("shop");
});

test("JSON may have comments and trailing commas", async () => {
  project.write(
    "infra.config.json",
    '// ours\n{ "name": "shop", /* not 5438 */ "postgres": { "port": 4010, }, }',
  );
  expect(await project.resolve()).toMatchObject({ name: "shop", postgres: { port: 4010 } });
});

const MODULE = "export default { name: 'shop' }";
const COMMON_JS = "module.exports = { name: 'shop' }";
const COMPILED =
  "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = { name: 'shop' }";
const TYPED = "enum Name { Shop = 'shop' }\nexport default { name: Name.Shop as string }";

test.each([
  ...[undefined, "module", "commonjs"].flatMap((type) => [
    ["js", type, MODULE],
    ["js", type, COMMON_JS],
    ["ts", type, TYPED],
    ["ts", type, COMMON_JS],
  ]),
  ...["module", "commonjs"].flatMap((type) => [
    ["mjs", type, MODULE],
    ["cjs", type, COMMON_JS],
    ["cjs", type, "module.exports = async () => ({ name: 'shop' })"],
    ["mts", type, TYPED],
    ["cts", type, TYPED],
    ["cts", type, COMMON_JS],
  ]),
  ["cjs", undefined, COMPILED],
  ["js", "commonjs", COMPILED],
  ["js", "module", "const name = await Promise.resolve('shop'); export default { name }"],
])("infra.config.%s in a package of type %s: %s", async (extension, type, text = "") => {
  project.write("package.json", { type });
  project.write(`infra.config.${extension}`, text);
  expect((await project.resolve()).name).toBe("shop");
});

test.each(["js", "mjs", "cjs", "ts", "cts"])(
  "infra.config.%s without an export is reported",
  async (extension) => {
    project.write(
      `infra.config.${extension}`,
      extension === "cjs" ? "module.exports = null" : "export const config = { name: 'shop' }",
    );
    expect((await project.failure()).message).toContain(
      `infra.config.${extension} must have a default export that is an object`,
    );
  },
);

test("broken JSON is told with its place and without its text", async () => {
  project.write("infra.config.json", '{\n  "name": "shop",\n  "postgres": { "password": hunter2 }\n}');
  const { message } = await project.failure();
  expect(message).toContain(
    'infra.config.json is not valid JSON at line 3, column 29: expected a value, found "h"',
  );
  expect(message).not.toContain("hunter2");
});

test.each<[string, Buffer, string]>([
  [
    "in Latin-1",
    Buffer.from('{\n"postgres": { "password": "caf\u00e9" } }', "latin1"),
    "is not valid UTF-8 text at line 2",
  ],
  ["in UTF-16", Buffer.from('\ufeff{ "name": "shop" }', "utf16le"), "is UTF-16 text from line 1 on"],
])("JSON %s is a problem", async (_, bytes, problem) => {
  writeFileSync(join(project.directory, "infra.config.json"), bytes);
  expect((await project.failure()).message).toContain(`infra.config.json ${problem}; save it as UTF-8`);
});

test("of very many problems the first ones are listed, at once", async () => {
  const keys = Array.from({ length: 150_000 }, (_, index) => `"${index}":1`);
  project.write("infra.config.json", `{"${"x".repeat(100_000)}":1,${keys.join(",")}}`);
  const startedAt = performance.now();
  const { message } = await project.failure();
  expect(performance.now() - startedAt).toBeLessThan(15_000);
  expect(message).toMatch(/^Invalid configuration: 150001 problems\n {2}0 is not a setting/);
  expect(message).toMatch(/\n {2}and 149981 more$/);
});

test(".mjs may export a function, and is read anew after a change", async () => {
  project.write("infra.config.mjs", "export default async () => ({ postgres: { port: 4001 } })");
  expect((await project.resolve()).postgres.port).toBe(4001);
  project.write("infra.config.mjs", "export default { postgres: { port: 4002, user: undefined } }");
  expect((await project.resolve()).postgres).toMatchObject({ port: 4002, user: "tilemud" });
});

test(".ts is read with its types and imports", async () => {
  project.write("ports.ts", "export const port: number = 4003;");
  project.write(
    "infra.config.ts",
    'import { port } from "./ports.ts";\ntype Config = { postgres: { port: number } };\nexport default { postgres: { port } } satisfies Config;',
  );
  const config = await project.resolve();
  expect(config.postgres.port).toBe(4003);
  expect(config.configFile).toBe(join(config.projectDir, "infra.config.ts"));
  expect(config.sources["postgres.port"]).toEqual({ kind: "config-file", where: "infra.config.ts" });
});

test("a key that is given twice is reported with both lines", async () => {
  project.write("infra.config.json", '{\n  "postgres": {\n    "port": 1,\n    "port": 2\n  }\n}');
  expect((await project.failure()).message).toContain(
    'infra.config.json has one key twice at line 4, column 5: the key "port" is already set at line 3',
  );
});

test.each([
  ["infra.config.mjs", "throw new Error('no vault')", /infra\.config\.mjs cannot be read: no vault/],
  ["infra.config.cjs", "module.exports = {\n  a: 1\n  b: 2\n}", /infra\.config\.cjs cannot be read: .*3/s],
  ["infra.config.ts", "export default {\n  a: 1\n  b: 2\n}", /infra\.config\.ts cannot be read: .*3/s],
  ["infra.config.json", "[]", /infra\.config\.json must hold an object/],
])("%s that is broken (%j) is told", async (name, content, message) => {
  project.write(name, content);
  expect((await project.failure()).message).toMatch(message);
});

test("one that links out of the checkout is not read", async () => {
  writeFileSync(join(project.root, "foreign.json"), '{"name":"foreign"}');
  symlinkSync(join(project.root, "foreign.json"), join(project.directory, "infra.config.json"));
  expect((await project.failure()).message).toContain(
    "infra.config.json is a symbolic link to a file outside the checkout",
  );
  mkdirSync(join(project.root, ".git"));
  expect((await project.resolve()).name).toBe("foreign");
});
