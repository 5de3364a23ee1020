import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "dotenv";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ConfigFlags } from "../config/flags.js";
import { resolveConfig } from "../config/resolve.js";
import type { InfraEvent } from "../events.js";
import { freePort } from "../system/ports.js";
import { init } from "./init.js";

let projectDir: string;
beforeEach(() => {
  projectDir = mkdtempSync(join(tmpdir(), "infra-init-"));
});
afterEach(() => rmSync(projectDir, { recursive: true, force: true }));

function read(name: string): string {
  return readFileSync(join(projectDir, name), "utf8");
}

function initWith(flags: ConfigFlags = {}, onEvent: (event: InfraEvent) => void = () => undefined) {
  return init({ projectDir, env: {}, flags, onEvent });
}

test("an empty project gets all it needs, once", async () => {
  const first = await initWith({ name: "shop", preset: "compose" });
  const files = ["infra.config.json", ".env.example", ".gitignore", "migrations/001_init.sql"];
  expect(first).toEqual({ created: [...files, ".env"], changed: [], kept: [] });
  expect(JSON.parse(read("infra.config.json"))).toEqual({
    $schema: "./node_modules/@tilemud/infra/infra.config.schema.json",
    name: "shop",
    preset: "compose",
    postgres: { password: "generated" },
  });
  expect(read(".gitignore")).toBe(".infra/\n.env\n.env.local.infra\n");
  expect(read("migrations/001_init.sql")).toContain("CREATE TABLE");

  const before = readdirSync(projectDir).map((name) => [name, name === "migrations" ? "" : read(name)]);
  expect(await initWith({ name: "shop", preset: "compose" })).toEqual({
    created: [],
    changed: [],
    kept: files,
  });
  expect(readdirSync(projectDir).map((name) => [name, name === "migrations" ? "" : read(name)])).toEqual(
    before,
  );
});

test("what it writes is a valid configuration that says what was asked for", async () => {
  await initWith({ name: "shop", preset: "compose" });
  // What the first `infra up` does.
  mkdirSync(join(projectDir, ".infra"));
  writeFileSync(join(projectDir, ".infra/postgres-password"), "0123456789abcdef0123456789abcdef");
  const plain = await resolveConfig({ projectDir, env: {} });
  writeFileSync(join(projectDir, ".env"), read(".env.example").replaceAll(/^# (?=[A-Z_]+=)/gm, ""));
  const withAll = await resolveConfig({ projectDir, env: {} });
  expect({ ...withAll, sources: {} }).toEqual({ ...plain, sources: {} });
  expect(withAll.warnings).toEqual([]);
  expect(withAll.postgres.password.reveal()).toBe(plain.postgres.password.reveal());
  expect(parse(read(".env.example"))).toEqual({
    SHOP_PG_PORT: "5432",
    SHOP_PG_USER: "shop",
    SHOP_PG_DB: "shop",
    SHOP_REDIS_PORT: "6379",
  });
});

test("what is there stays, and decides", async () => {
  writeFileSync(
    join(projectDir, "infra.config.mjs"),
    'export default { name: "mine", migrations: { directory: "sql" } }',
  );
  writeFileSync(join(projectDir, ".gitignore"), "node_modules\n/.infra");
  mkdirSync(join(projectDir, "sql"));
  writeFileSync(join(projectDir, "sql/010_first.sql"), "SELECT 1;");
  const events: InfraEvent[] = [];
  expect(await initWith({ name: "shop" }, (event) => events.push(event))).toEqual({
    created: [".env.example", ".env"],
    changed: [".gitignore"],
    kept: ["infra.config.mjs", "sql/010_first.sql"],
  });
  expect(read(".gitignore")).toBe("node_modules\n/.infra\n.env\n.env.local.infra\n");
  expect(read(".env.example")).toContain("MINE_PG_PORT=5438");
  expect(events).toEqual([
    { type: "warning", message: "Kept infra.config.mjs, which already exists: the name is mine, not shop" },
  ]);
});

test("ports that are free on this machine go into .env, and nothing that is set is changed", async () => {
  const taken = createServer();
  await once(taken.listen(0, "127.0.0.1"), "listening");
  const { port } = taken.address() as AddressInfo;
  try {
    writeFileSync(
      join(projectDir, "infra.config.json"),
      JSON.stringify({ postgres: { port }, redis: { port: await freePort() } }),
    );
    writeFileSync(join(projectDir, ".env"), "OTHER=1");
    expect(await initWith()).toMatchObject({ changed: [".env"] });
    expect(read(".env")).toMatch(/^OTHER=1\nTILEMUD_PG_PORT=\d+\n$/);
    expect(read(".env")).not.toContain(String(port));
    expect(read("infra.config.json")).toContain(String(port));
    const after = read(".env");
    expect(await initWith({ redisPort: "7777" })).toMatchObject({ changed: [".env"] });
    expect(read(".env")).toBe(`${after}TILEMUD_REDIS_PORT=7777\n`);
  } finally {
    await new Promise((resolve) => taken.close(resolve));
  }
});

test("a port that is chosen automatically needs no line", async () => {
  writeFileSync(join(projectDir, ".env"), "TILEMUD_PG_PORT=auto\nTILEMUD_REDIS_PORT=auto\n");
  await initWith();
  expect(read(".env")).toBe("TILEMUD_PG_PORT=auto\nTILEMUD_REDIS_PORT=auto\n");
});

test("a linked .env is left as it is, with a warning", async () => {
  writeFileSync(join(projectDir, "shared.env"), "OTHER=1\n");
  symlinkSync("shared.env", join(projectDir, ".env"));
  const events: InfraEvent[] = [];
  await initWith({ pgPort: "7777" }, (event) => events.push(event));
  expect(read("shared.env")).toBe("OTHER=1\n");
  expect(events).toContainEqual({
    type: "warning",
    message: expect.stringMatching(/Add to it: TILEMUD_PG_PORT=7777/) as string,
  });
});

test("nothing is written through a symbolic link", async () => {
  const outside = mkdtempSync(join(tmpdir(), "infra-init-outside-"));
  try {
    symlinkSync(join(outside, "example"), join(projectDir, ".env.example"));
    symlinkSync(join(outside, "ignored"), join(projectDir, ".gitignore"));
    await expect(initWith()).rejects.toMatchObject({ code: "FOREIGN_OBJECT" });
    expect(readdirSync(outside)).toEqual([]);
  } finally {
    rmSync(outside, { recursive: true, force: true });
  }
});
