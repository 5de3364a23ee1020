import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TemporaryProject } from "../support/temporary-project.js";

test("three mistakes in three places are told together, each with its place, and nothing is made", async () => {
  await using project = await TemporaryProject.create({
    env: { TILEMUD_PG_PORT: "many" },
    files: { ".env": "# settings\nINFRA_HEALTH_TIMEOUT_MS=-1\n" },
    config: { postgres: { durability: "fastest" } },
  });
  try {
    const { exitCode, stderr, stdout } = await project.infra("up");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^ERROR: /);
    expect(stderr).toMatch(/TILEMUD_PG_PORT.*many|many.*TILEMUD_PG_PORT/s);
    expect(stderr).toMatch(/\.env:2/);
    expect(stderr).toMatch(/infra\.config\.json/);
    expect(stderr).toContain("fastest");
    const { document } = await project.json<{ error: { details: { problems: unknown[] } } }>("up");
    expect(document.error.details.problems).toHaveLength(3);
    expect(existsSync(join(project.dir, ".infra"))).toBe(false);
  } finally {
    // The environment must be right for it to be taken away.
    delete project.env["TILEMUD_PG_PORT"];
    await project.write(".env", "");
    await project.write("infra.config.json", "{}");
  }
});

test.each([
  ["migrations.directory", { migrations: { directory: "../migrations" } }],
  ["connection.envFile", { connection: { envFile: "../.env.local.infra" } }],
])("%s outside the project is refused", async (key, config) => {
  await using project = await TemporaryProject.create({ config });
  try {
    const { exitCode, stderr } = await project.infra("up");
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(key) as string });
    expect(stderr).toContain("must be inside the project");
    expect(existsSync(join(project.dir, ".infra"))).toBe(false);
  } finally {
    await project.write("infra.config.json", "{}");
  }
});

test("wrong calls end with 2, say what is wrong and make nothing", async () => {
  await using project = await TemporaryProject.create();
  const calls: [string[], string][] = [
    [["up", "--fastest"], "--fastest"],
    [["upp"], "upp"],
    [["up", "now"], "Too many arguments for 'up'"],
    [["logs", "mysql"], "mysql"],
    [["env", "--format", "xml"], "xml"],
    [["run"], " run -- npm test"],
    [["up", "--pg-port", "0"], "--pg-port"],
  ];
  for (const [args, named] of calls) {
    const { exitCode, stdout, stderr } = await project.infra(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/^ERROR: /);
    expect(stderr).toContain(named);
  }
  expect(existsSync(join(project.dir, ".infra"))).toBe(false);
});
