import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { repositoryRoot } from "../support/repository.js";
import { TemporaryProject } from "../support/temporary-project.js";

/** Runs `infra` as a user in that folder does, without -C. */
async function infraIn(folder: string, project: TemporaryProject, ...args: string[]) {
  const child = spawn(process.execPath, [join(repositoryRoot, "bin/infra.js"), ...args], {
    cwd: folder,
    env: project.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { exitCode, stdout, stderr };
}

async function checkout(): Promise<TemporaryProject & { folder: string }> {
  const project = await TemporaryProject.create({
    config: { postgres: { user: "shop" } },
    migrations: { "001_a.sql": "CREATE TABLE a ();" },
  });
  execFileSync("git", ["init", "--quiet", project.dir]);
  const folder = join(project.dir, "packages/api/src");
  await mkdir(folder, { recursive: true });
  return Object.assign(project, { folder });
}

test("commands in a subfolder work on the project above, and print its folder", async () => {
  await using project = await checkout();
  const up = await infraIn(project.folder, project, "up");
  expect(up).toMatchObject({ exitCode: 0, stderr: "" });
  expect(up.stdout).toContain(`INFO  Using the project in ${project.dir}\n`);
  expect(up.stdout).toContain("Applied 001_a.sql");
  expect(existsSync(join(project.dir, ".env.local.infra"))).toBe(true);
  expect(existsSync(join(project.folder, ".infra"))).toBe(false);

  const status = await infraIn(project.folder, project, "status", "--json");
  expect(JSON.parse(status.stdout)).toMatchObject({ ok: true, status: "ready", projectDir: project.dir });
  expect(status.stderr).toBe(`INFO  Using the project in ${project.dir}\n`);
  const atTheTop = await infraIn(project.dir, project, "status", "--json");
  expect(atTheTop.stderr).toBe("");

  // As npm exec does, and for the paths that a shell completes.
  const run = await infraIn(project.folder, project, "run", "--", "sh", "-c", 'pwd; echo "$PGUSER"');
  expect(run).toMatchObject({ exitCode: 0, stdout: `${project.folder}\nshop\n` });

  const exactly = await infraIn(project.folder, project, "-C", ".", "status", "--json");
  expect(JSON.parse(exactly.stdout)).toMatchObject({ status: "stopped", projectDir: project.folder });
  expect(exactly.stderr).toBe("");
});

test("init creates a project in the current folder, also below another one", async () => {
  await using project = await checkout();
  const { exitCode, stdout, stderr } = await infraIn(project.folder, project, "init", "--name", "api");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: `WARN  This is a separate project, because ${project.dir} already has one\n`,
  });
  expect(stdout).toContain("Created infra.config.json");
  const status = await infraIn(project.folder, project, "status", "--json");
  expect(JSON.parse(status.stdout)).toMatchObject({ name: "api", projectDir: project.folder });
  expect((await infraIn(project.folder, project, "init")).stderr).toBe("");
});
