import { execFile } from "node:child_process";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

const PASSWORD = "pa ss$wd";

describeWithEngine("clients of the containers", () => {
  test("where PATH has docker alone, psql and redis-cli are those of the containers", async () => {
    await using project = await TemporaryProject.create({ env: { TILEMUD_PG_PASSWORD: PASSWORD } });
    await project.succeed("up");
    const env = { PATH: await pathWithDockerAlone(project) };
    const psql = await project.start(["psql", "-At", "-c", "select current_user, 1 + 1"], env).result;
    expect(psql).toMatchObject({ exitCode: 0, stdout: "tilemud|2\n" });
    const wrong = await project.start(["psql", "-c", "selec 1"], env).result;
    expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("syntax error") as string });
    const redisCli = await project.start(["redis-cli", "set", "a", "b c"], env).result;
    expect(redisCli).toMatchObject({ exitCode: 0, stdout: "OK\n" });
    expect((await project.start(["redis-cli", "get", "a"], env).result).stdout).toBe("b c\n");
  });
});

async function pathWithDockerAlone(project: TemporaryProject): Promise<string> {
  const folder = join(project.dir, "path");
  await mkdir(folder);
  const { stdout } = await promisify(execFile)("sh", ["-c", "command -v docker"]);
  await symlink(stdout.trim(), join(folder, "docker"));
  return folder;
}
