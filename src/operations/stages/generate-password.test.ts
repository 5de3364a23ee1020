import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { resolveConfig } from "../../config/resolve.js";
import { compose } from "../compose.js";
import { generatePassword } from "./generate-password.js";

const CONFIG = JSON.stringify({ postgres: { password: "generated" } });

async function project(folder?: string): Promise<string> {
  const projectDir = folder ?? (await temporaryFolder());
  mkdirSync(projectDir, { recursive: true });
  writeFileSync(join(projectDir, "infra.config.json"), CONFIG);
  return projectDir;
}

const fileOf = (projectDir: string) => join(projectDir, ".infra/postgres-password");

async function generatedIn(projectDir: string): Promise<string> {
  return (await generatePassword(await resolveConfig({ projectDir, env: {} }))).postgres.password.reveal();
}

test("it is generated once, kept for the owner only, and differs between checkouts", async () => {
  const [one, other] = [await project(), await project()];
  const password = await generatedIn(one);
  expect(password).toMatch(/^[0-9a-f]{40}$/);
  expect(readFileSync(fileOf(one), "utf8")).toBe(`${password}\n`);
  expect(statSync(fileOf(one)).mode & 0o777).toBe(0o600);
  expect(await generatedIn(one)).toBe(password);
  expect((await resolveConfig({ projectDir: one, env: {} })).postgres.password.reveal()).toBe(password);
  expect(await generatedIn(other)).not.toBe(password);
});

test("reading the configuration creates no file", async () => {
  const projectDir = await project();
  await resolveConfig({ projectDir, env: {} });
  expect(existsSync(join(projectDir, ".infra"))).toBe(false);
  await expect(compose({ projectDir, env: {} })).rejects.toMatchObject({ code: "USAGE" });
  const password = await generatedIn(projectDir);
  const report = await compose({ projectDir, env: {} });
  expect(report.compose.services["postgres"]?.environment?.["POSTGRES_PASSWORD"]).toMatchObject({
    reveal: expect.any(Function),
  });
  expect(password).not.toBe("generated");
});

test("commands at the same time agree on one", async () => {
  const projectDir = await project();
  const configs = await Promise.all(Array.from({ length: 8 }, () => resolveConfig({ projectDir, env: {} })));
  const passwords = await Promise.all(configs.map(generatePassword));
  expect(new Set(passwords.map(({ postgres }) => postgres.password.reveal()))).toHaveLength(1);
});

test("a variable is stronger; as a variable too the word means a generated one", async () => {
  const projectDir = await project();
  const given = await resolveConfig({ projectDir, env: { TILEMUD_PG_PASSWORD: "given" } });
  expect((await generatePassword(given)).postgres).toBe(given.postgres);
  expect(existsSync(fileOf(projectDir))).toBe(false);
  writeFileSync(join(projectDir, "infra.config.json"), "{}");
  const word = await resolveConfig({ projectDir, env: { TILEMUD_PG_PASSWORD: "generated" } });
  expect(word.postgres.passwordFile).toBe(fileOf(projectDir));
});

test("a linked working tree has the main one's, whichever is first", async () => {
  const folder = await temporaryFolder();
  const [main, linked] = [join(folder, "main"), join(folder, "linked")];
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=n", "-c", "user.email=e", "-C", main, ...args], {
      env: { PATH: process.env["PATH"], HOME: folder },
      stdio: "pipe",
    });
  await project(join(main, "app"));
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "first");
  git("worktree", "add", "--quiet", linked);
  const password = await generatedIn(join(linked, "app"));
  expect(await generatedIn(join(main, "app"))).toBe(password);
  expect(existsSync(join(linked, "app/.infra"))).toBe(false);
  expect(git("status", "--porcelain").toString()).toBe("");
});

test("a damaged file is reported, and a link is not followed", async () => {
  const projectDir = await project();
  mkdirSync(join(projectDir, ".infra"));
  writeFileSync(fileOf(projectDir), "\n");
  await expect(generatedIn(projectDir)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringContaining(`Remove it (rm ${fileOf(projectDir)})`),
  });
  const linked = await project();
  mkdirSync(join(linked, ".infra"));
  symlinkSync(join(projectDir, "elsewhere"), fileOf(linked));
  await expect(generatedIn(linked)).rejects.toMatchObject({ code: "FOREIGN_OBJECT" });
  expect(existsSync(join(projectDir, "elsewhere"))).toBe(false);
});
