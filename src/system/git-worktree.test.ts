import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { linkedWorktree } from "./git-worktree.js";

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "infra-git-")));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): void {
  const env = { PATH: process.env["PATH"], HOME: folder };
  execFileSync("git", ["-c", "user.name=n", "-c", "user.email=e", ...args], {
    cwd: folder,
    env,
    stdio: "pipe",
  });
}

function makeRepository(...options: string[]): { main: string; linked: string } {
  git("init", "--quiet", ...options, "main");
  git("-C", "main", "commit", "--quiet", "--allow-empty", "-m", "first");
  git("-C", "main", "worktree", "add", "--quiet", "../linked");
  return { main: join(folder, "main"), linked: join(folder, "linked") };
}

test("a linked working tree knows its main one, from its subfolders too", async () => {
  const { main, linked } = makeRepository();
  mkdirSync(join(linked, "apps/web"), { recursive: true });
  expect(await linkedWorktree(linked)).toEqual({ root: linked, main });
  expect(await linkedWorktree(join(linked, "apps/web"))).toEqual({ root: linked, main });
});

test("the main working tree, other folders and a repository elsewhere are none", async () => {
  const { main } = makeRepository();
  expect(await linkedWorktree(main)).toBeUndefined();
  expect(await linkedWorktree(folder)).toBeUndefined();
  rmSync(join(folder, "main", ".git"), { recursive: true });
  expect(await linkedWorktree(join(folder, "linked"))).toBeUndefined();
});

test("a copied or moved working tree is not the one that git knows", async () => {
  const { linked } = makeRepository();
  cpSync(linked, join(folder, "copy"), { recursive: true });
  expect(await linkedWorktree(join(folder, "copy"))).toBeUndefined();
  renameSync(linked, join(folder, "moved"));
  expect(await linkedWorktree(join(folder, "moved"))).toBeUndefined();
});

test("a separate git folder does not tell where the main working tree is", async () => {
  const { linked } = makeRepository("--separate-git-dir", join(folder, "separate"));
  expect(await linkedWorktree(linked)).toBeUndefined();
});

test("a downloaded .git file does not lead to another repository", async () => {
  const { main } = makeRepository();
  const download = join(folder, "download");
  const admin = join(download, "admin");
  mkdirSync(admin, { recursive: true });
  writeFileSync(join(download, ".git"), "gitdir: admin\n");
  writeFileSync(join(admin, "gitdir"), "../.git\n");
  writeFileSync(join(admin, "commondir"), `${join(main, ".git")}\n`);
  expect(await linkedWorktree(download)).toBeUndefined();
});
