import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { projectAbove } from "./find-project.js";

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "infra-find-")));
  mkdirSync(join(root, "app/src/deep"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text = ""): void {
  writeFileSync(join(root, path), text);
}

test("the nearest folder with a config file or .infra is the project, up to the root of git", () => {
  mkdirSync(join(root, ".git"));
  const find = () => projectAbove(join(root, "app/src/deep"));
  expect(find()).toBe(undefined);
  mkdirSync(join(root, ".infra"));
  expect(find()).toBe(root);
  write("app/infra.config.ts");
  expect(find()).toBe(join(root, "app"));
  // It is refused when the project is opened.
  write("app/src/infra.config.yaml");
  expect(find()).toBe(join(root, "app/src"));
  write("app/src/deep/infra.config.json");
  expect(find()).toBe(undefined);
  expect(projectAbove(join(root, "app"))).toBe(undefined);
});

test("no folder above counts outside of git", () => {
  write("infra.config.json");
  mkdirSync(join(root, "app/.infra"));
  expect(projectAbove(join(root, "app/src"))).toBe(undefined);
});

test("no folder above the root of git counts; a linked working tree or submodule is a root", () => {
  mkdirSync(join(root, ".git"));
  write("infra.config.json");
  write("app/.git", "gitdir: ../.git/worktrees/app\n");
  expect(projectAbove(join(root, "app/src"))).toBe(undefined);
  mkdirSync(join(root, "app/.infra"));
  expect(projectAbove(join(root, "app/src"))).toBe(join(root, "app"));
});

test("the folders above are those of the folder itself, not those of a link to it", () => {
  mkdirSync(join(root, "app/.git"));
  write("app/infra.config.json");
  symlinkSync(join(root, "app/src"), join(root, "link"));
  expect(projectAbove(join(root, "link"))).toBe(join(root, "app"));
});
