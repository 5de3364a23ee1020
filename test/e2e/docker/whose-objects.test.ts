import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker, inspect } from "../../support/docker-cli.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

const EVERY_COMMAND = [
  ["up"],
  ["status"],
  ["doctor"],
  ["verify"],
  ["migrate"],
  ["seed"],
  ["run", "--", "true"],
  ["env"],
  ["logs"],
  ["psql", "-c", "select 1"],
  ["redis-cli", "ping"],
  ["down"],
  ["reset"],
];

describeWithEngine("objects of others", () => {
  test("a container with the name of ours survives every command", async () => {
    await using project = await TemporaryProject.create();
    const name = project.names.postgres;
    await docker("run", "--detach", "--name", name, "--entrypoint", "sleep", "redis:8.2-alpine", "600");
    try {
      const before = await life(name);
      const codes: Record<string, number | null> = {};
      for (const args of EVERY_COMMAND) {
        const { exitCode, stdout, stderr } = await project.infra(...args);
        codes[args[0] ?? ""] = exitCode;
        if (exitCode !== 18) continue;
        expect(args[0] === "doctor" ? stdout : stderr).toContain(`Container ${name} is not ours`);
        expect(stdout + stderr).toContain(`docker rm -f ${name}`);
      }
      expect((await project.infra("up")).stderr).toMatch(/^ERROR: Container/);
      expect(codes).toMatchObject({
        up: 18,
        doctor: 18,
        run: 18,
        status: 0,
        down: 0,
        reset: 18,
        migrate: 50,
      });
      expect(await life(name)).toEqual(before);
      expect(await project.servers()).toEqual([]);
    } finally {
      await docker("rm", "--force", "--volumes", name);
    }
  });

  test.each(["volume", "network"] as const)("a %s with the name of ours: 18, and it stays", async (kind) => {
    await using project = await TemporaryProject.create();
    const name = project.names[kind];
    await docker(kind, "create", name);
    try {
      const before = await inspect<unknown>(kind, name);
      const { exitCode, stderr } = await project.infra("up");
      expect({ exitCode, stderr }).toMatchObject({
        exitCode: 18,
        stderr: expect.stringMatching(
          new RegExp(`^ERROR: ${kind === "volume" ? "Volume" : "Network"} ${name} is not ours`),
        ) as string,
      });
      const reset = await project.infra("reset");
      expect(reset).toMatchObject({
        exitCode: 18,
        stderr: expect.stringContaining(`${name} is not ours`) as string,
      });
      expect(await inspect<unknown>(kind, name)).toEqual(before);
    } finally {
      await docker(kind, "rm", name);
    }
  });

  test("a second checkout gets 18 with the path of the first, which does not notice", async () => {
    await using first = await TemporaryProject.create({
      migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
    });
    await first.succeed("up");
    await query(first, "insert into t values (1)");
    const servers = await first.servers();
    const folder = await realpath(await mkdtemp(join(tmpdir(), "infra-test-second-")));
    const second = first.in(folder);
    try {
      for (const args of [["up"], ["doctor"], ["run", "--", "true"]]) {
        const { exitCode, stderr, stdout } = await second.infra(...args);
        expect({ args, exitCode }).toEqual({ args, exitCode: 18 });
        expect(stdout + stderr).toContain(first.dir);
      }
      expect((await second.infra("up")).stderr).toMatch(
        /^ERROR: Container \S+ belongs to another checkout: /,
      );
      await second.succeed("down");
      expect(await second.infra("reset")).toMatchObject({ exitCode: 18 });

      // Also when nothing of the first one runs: its data is not taken over.
      expect(await first.servers()).toEqual(servers);
      await first.succeed("down");
      const up = await second.infra("up");
      expect(up).toMatchObject({ exitCode: 18 });
      expect(up.stderr).toMatch(/^ERROR: Volume \S+ belongs to another checkout: /);
      expect(up.stderr).toContain(first.dir);
      const reset = await second.infra("reset");
      expect(reset).toMatchObject({ exitCode: 18 });
      expect(reset.stderr).toMatch(/^ERROR: Volume \S+ belongs to another checkout: /);
    } finally {
      await rm(folder, { recursive: true });
    }
    await first.succeed("up");
    expect(await query(first, "select * from t")).toEqual([{ id: 1 }]);
  });

  test("a volume that somebody else's container uses: reset ends with 31 and says whose", async () => {
    await using project = await TemporaryProject.create();
    await project.succeed("up");
    const { volume } = project.names;
    const user = `${volume}_user`;
    const mount = `${volume}:/theirs`;
    await docker("create", "--name", user, "--volume", mount, "postgres:18.0-alpine");
    try {
      const { exitCode, stderr } = await project.infra("reset");
      expect(exitCode).toBe(31);
      expect(stderr).toMatch(new RegExp(`^ERROR: Failed removing volume ${volume}: in use by ${user}`));
    } finally {
      await docker("rm", "--volumes", user);
    }
    expect((await project.json("reset")).document).toMatchObject({ ok: true, dataRemoved: true });
  });
});

/** What would be another if somebody had stopped, started or replaced it. */
async function life(name: string): Promise<unknown> {
  const { Id, State, RestartCount } = await inspect<{ Id: string; State: object; RestartCount: number }>(
    "container",
    name,
  );
  return { Id, State, RestartCount };
}
