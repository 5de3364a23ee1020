import { randomBytes } from "node:crypto";
import { join, relative } from "node:path";
import { Secret } from "../errors/secret.js";
import { readStats, readFileIfAny } from "../system/files.js";
import { linkedWorktree } from "../system/git-worktree.js";
import { quoteForShell } from "../system/shell-quote.js";
import type { ConfigProblem } from "./problems.js";
import { infra } from "../system/own-command.js";

/** As the value of `postgres.password`: a password that infra generates for this checkout. */
export const GENERATED = "generated";

/** A password that `infra up` generates and keeps. */
export interface GeneratedPassword {
  /** Absolute path of the file that keeps it. */
  file: string;
  /** The content of the file; without the file, its content if this command creates it, which no server uses yet. */
  password: Secret;
}

export async function readGeneratedPassword(
  projectDir: string,
): Promise<GeneratedPassword | { problem: Omit<ConfigProblem, "key"> }> {
  const file = join(await ownerOf(projectDir), ".infra", "postgres-password");
  const text = (await readFileIfAny(file))?.trim();
  if (text === undefined) return { file, password: new Secret(randomBytes(20).toString("hex")) };
  if (/^[\w-]{24,200}$/.test(text)) return { file, password: new Secret(text) };
  const message = `is generated, and its file is damaged. Remove it (rm ${quoteForShell(file)}) and run: ${infra("up")}`;
  return { problem: { message, source: file } };
}

/** Linked working trees of git have the password of the main one: they are checkouts of the same person. */
async function ownerOf(projectDir: string): Promise<string> {
  const linked = await linkedWorktree(projectDir);
  if (linked === undefined) return projectDir;
  const inMain = join(linked.main, relative(linked.root, projectDir));
  return (await readStats(inMain))?.isDirectory() === true ? inMain : projectDir;
}
