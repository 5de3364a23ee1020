import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { docker, inspect } from "../../support/docker-cli.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { unusedPort } from "../../support/unused-port.js";
import { describeWithEngine } from "../../support/with-engine.js";

const POSTGRES = "postgres:18.0-alpine";
const REDIS = "redis:8.2-alpine";
const ELSE = `sha256:${"0".repeat(64)}`;

describeWithEngine("images and their digests", () => {
  let project: TemporaryProject;
  let digests: { postgres: string; redis: string };
  beforeAll(async () => {
    project = await TemporaryProject.create();
    await project.succeed("up");
    digests = { postgres: await digestOf(POSTGRES), redis: await digestOf(REDIS) };
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test("verify without IMAGE_DIGESTS: 41, and how to get one", async () => {
    const { exitCode, stderr } = await project.infra("verify");
    expect(exitCode).toBe(41);
    expect(stderr).toMatch(/^ERROR: Image digests are missing/);
    expect(stderr).toContain(`${project.command} verify --update`);
  });

  test("a malformed line: 41 with its number", async () => {
    await writeDigests("# ours\n", `${POSTGRES}@sha256:short\n`);
    const { exitCode, stderr } = await project.infra("verify");
    expect(exitCode).toBe(41);
    expect(stderr).toMatch(/^ERROR: Image digests in \S+IMAGE_DIGESTS cannot be read:\n +line 2: /);
    expect(await project.infra("up", "--locked")).toMatchObject({ exitCode: 41 });
  });

  test("as expected: 0 and a line for each", async () => {
    await writeDigests(`${POSTGRES}@${digests.postgres}\n`, `${REDIS}@${digests.redis}\n`);
    const { exitCode, stdout } = await project.infra("verify");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`VERIFY SUMMARY\nOK image ${POSTGRES}\nOK image ${REDIS}\n`);
  });

  test("up --locked runs by digest", async () => {
    await project.succeed("up", "--locked");
    const { Config } = await inspect<{ Config: { Image: string } }>("container", project.names.postgres);
    expect(Config.Image).toContain(`@${digests.postgres}`);
    expect((await project.infra("verify")).exitCode).toBe(0);
    await project.succeed("up");
  });

  test("another digest: verify ends with 40, up warns, up --locked refuses and leaves all as it is", async () => {
    await writeDigests("# kept\n", `${POSTGRES}@${ELSE}\n`, `${REDIS}@${digests.redis}\n`);
    const verify = await project.infra("verify");
    expect(verify.exitCode).toBe(40);
    expect(verify.stdout).toMatch(
      new RegExp(`^VERIFY SUMMARY\nMISMATCH image ${POSTGRES}: expected ${ELSE}, .*\nOK image ${REDIS}\n`),
    );
    const servers = await project.servers();
    const up = await project.infra("up");
    expect(up.exitCode).toBe(0);
    expect(up.stdout + up.stderr).toContain(`Image ${POSTGRES} is not the one in IMAGE_DIGESTS`);
    const locked = await project.infra("up", "--locked");
    expect(locked.exitCode).toBe(40);
    expect(locked.stderr).toMatch(/^ERROR: Image digests do not match/);
    expect(locked.stderr).toContain(ELSE);
    expect(await project.servers()).toEqual(servers);
  });

  test("verify --update accepts what is here and keeps the comments", async () => {
    expect((await project.infra("verify", "--update")).exitCode).toBe(0);
    expect(await readFile(join(project.dir, "IMAGE_DIGESTS"), "utf8")).toBe(
      `# kept\n${POSTGRES}@${digests.postgres}\n${REDIS}@${digests.redis}\n`,
    );
    expect((await project.infra("verify")).exitCode).toBe(0);
  });

  test("an image that is not here is MISSING", async () => {
    const other = project.with({ TILEMUD_REDIS_IMAGE: "redis:0.0-none" });
    await writeDigests(`${POSTGRES}@${digests.postgres}\n`, `redis:0.0-none@${ELSE}\n`);
    const { exitCode, stdout } = await other.infra("verify");
    expect(exitCode).toBe(40);
    expect(stdout).toMatch(/^MISSING image redis:0\.0-none/m);
  });

  test("an image that nobody has: 15 with the reason, and what ran still runs", async () => {
    const servers = await project.servers();
    const other = project.with({ TILEMUD_PG_IMAGE: "postgres:18.0-none" });
    const { exitCode, stderr } = await other.infra("up");
    expect(exitCode).toBe(15);
    expect(stderr).toMatch(/^ERROR: Image postgres:18\.0-none could not be pulled: \S/);
    expect((await other.json("up")).document).toMatchObject({
      error: { code: "IMAGE_UNAVAILABLE", details: { service: "postgres", variable: "TILEMUD_PG_IMAGE" } },
    });
    expect(await project.servers()).toEqual(servers);

    // Nor is the other stopped to be made anew, as long as not all is there that it takes.
    const both = other.with({ TILEMUD_REDIS_PORT: String(await unusedPort()) });
    expect(await both.infra("up")).toMatchObject({ exitCode: 15 });
    expect(await project.servers()).toEqual(servers);
  });

  async function writeDigests(...lines: string[]): Promise<void> {
    await project.write("IMAGE_DIGESTS", lines.join(""));
  }
});

async function digestOf(image: string): Promise<string> {
  const text = await docker("image", "inspect", "--format", "{{index .RepoDigests 0}}", image);
  return text.slice(text.indexOf("@") + 1);
}
