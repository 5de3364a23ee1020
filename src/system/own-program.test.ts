import { mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { ownProgram, pathFrom, readerFolder } from "./own-program.js";

let root: string;
/** The program where npm puts it in the project `shop`. */
let file: string;
let shop: string;
beforeEach(async () => {
  root = await realpath(await temporaryFolder());
  shop = join(root, "shop");
  file = await write(join(shop, "node_modules/@tilemud/infra/bin/infra.js"), "");
});

async function write(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

async function link(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(file, path);
}

test("infra, where the shell finds this program by that name", async () => {
  await link(join(root, "global/bin/infra"));
  expect(ownProgram({ env: { PATH: join(root, "global/bin") }, cwd: root, file })).toBe("infra");
});

test("another program of that name, or an unreadable one, is not this one", async () => {
  await write(join(root, "global/bin/infra"), "#!/bin/sh\necho another\n");
  await mkdir(join(root, "folder/infra"), { recursive: true });
  const env = { PATH: `${join(root, "global/bin")}:${join(root, "folder")}` };
  expect(ownProgram({ env, cwd: join(root, "shop"), file })).toBe(
    "node node_modules/@tilemud/infra/bin/infra.js",
  );
});

test.each([
  ["npm/11.0.0 node/v20.0.0 linux x64", "npx infra"],
  ["pnpm/9.0.0 npm/? node/v20.0.0", "pnpm infra"],
  ["yarn/4.0.0 npm/? node/v20.0.0", "yarn infra"],
  ["bun/1.2.0 npm/? node/v20.0.0", "bunx infra"],
  [undefined, "npx infra"],
])("through the package manager %s: %s, in the project and below it", async (agent, expected) => {
  await link(join(shop, "node_modules/.bin/infra"));
  const below = join(shop, "src");
  // A package manager puts the folder on the PATH of what it runs, but the user's shell does not have it.
  const env = {
    ...(agent !== undefined && { npm_config_user_agent: agent, PATH: join(shop, "node_modules/.bin") }),
  };
  for (const cwd of [shop, below]) expect(ownProgram({ env, cwd, file })).toBe(expected);
});

test("pnpm's starter is a script that names the program", async () => {
  const script = '#!/bin/sh\nexec node "$basedir/../@tilemud/infra/bin/infra.js" "$@"\n';
  await write(join(shop, "node_modules/.bin/infra"), script);
  expect(ownProgram({ env: { npm_config_user_agent: "pnpm/9" }, cwd: shop, file })).toBe("pnpm infra");
});

test("a program that was downloaded for one call is downloaded again", async () => {
  const downloaded = join(root, ".npm/_npx/abc/node_modules/@tilemud/infra/bin/infra.js");
  expect(ownProgram({ env: {}, cwd: shop, file: downloaded })).toBe("npx @tilemud/infra");
  const env = { npm_config_user_agent: "pnpm/9" };
  const byPnpm = "/cache/pnpm/dlx-123/node_modules/@tilemud/infra/bin/infra.js";
  expect(ownProgram({ env, cwd: shop, file: byPnpm })).toBe("pnpm dlx @tilemud/infra");
});

test("else by its path: relative in a clone, absolute from elsewhere, quoted", async () => {
  expect(ownProgram({ env: {}, cwd: root, file: join(root, "bin/infra.js") })).toBe("node bin/infra.js");
  expect(ownProgram({ env: {}, cwd: "/", file: "/a b/infra.js" })).toBe("node 'a b/infra.js'");
  expect(ownProgram({ env: {}, cwd: join(root, "x"), file })).toBe(`node ${file}`);
});

test("the user's shell is where the package manager was called, and not known below make -C", () => {
  expect(readerFolder({ env: {}, cwd: "/a" })).toBe("/a");
  expect(readerFolder({ env: { INIT_CWD: "/", PWD: "/a" }, cwd: "/a" })).toBe("/");
  expect(readerFolder({ env: { PWD: "/" }, cwd: "/a" })).toBe("/");
  const bun = { npm_config_user_agent: "bun/1", npm_config_local_prefix: "/" };
  expect(readerFolder({ env: bun, cwd: "/a" })).toBe("/");
  expect(readerFolder({ env: { ...bun, npm_config_user_agent: "npm/11" }, cwd: "/a" })).toBe("/a");
  expect(readerFolder({ env: { MAKEFLAGS: "" }, cwd: "/a" })).toBe("/a");
  expect(readerFolder({ env: { MAKEFLAGS: " -- NAME=w" }, cwd: "/a" })).toBe("/a");
  for (const MAKEFLAGS of ["w", "kw", "w --jobserver-auth=3,4"])
    expect(readerFolder({ env: { MAKEFLAGS }, cwd: "/a" })).toBeUndefined();
});

test("a path is relative only below a folder that is known", () => {
  expect(pathFrom("/a", "/a/b")).toBe("b");
  expect(pathFrom("/a", "/a")).toBe(".");
  expect(pathFrom("/a", "/a/..b")).toBe("..b");
  expect(pathFrom("/a", "/b")).toBe("/b");
  expect(pathFrom(undefined, "/b")).toBe("/b");
});
