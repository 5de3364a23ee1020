import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker, dockerLines, inspect } from "../../support/docker-cli.js";
import { dockerUnderTest } from "../../support/docker-under-test.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { unusedPort } from "../../support/unused-port.js";
import { describeWithEngine } from "../../support/with-engine.js";

const ROWS = 100_000;
const MIGRATIONS = {
  "001_t.sql": `CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, ${ROWS});`,
};

/** Root, as in a devcontainer, for the namespaces. */
const isRoot = process.getuid?.() === 0;

describeWithEngine("the identity of a checkout", () => {
  test("two devcontainers with one path and the same names: 18 for the second, which touches nothing", async (context) => {
    if (!isRoot) return context.skip("only root may make mount namespaces");
    await using first = await TemporaryProject.create({ migrations: MIGRATIONS });
    const at = await emptyFolder();
    const one = first.seenAt(at, "devcontainer-1");
    const two = first.in(await emptyFolder()).seenAt(at, "devcontainer-2");
    await one.succeed("up");
    const before = await lives(first);

    for (const args of [["up"], ["doctor"], ["run", "--", "true"], ["reset"]]) {
      const { exitCode, stdout, stderr } = await two.infra(...args);
      expect({ args, exitCode }).toEqual({ args, exitCode: 18 });
      expect(stdout + stderr).toContain(`belongs to another checkout: ${at} on host devcontainer-1`);
    }
    expect((await two.json("status")).document).toMatchObject({ status: "stopped" });
    for (const args of [["psql", "-c", "DROP TABLE t"], ["redis-cli", "flushall"], ["logs"]]) {
      expect((await two.infra(...args)).stdout).toBe("");
    }
    await two.succeed("down");
    expect(await lives(first)).toEqual(before);

    await one.succeed("down");
    expect((await two.infra("up")).exitCode).toBe(18);
    expect((await two.infra("reset")).exitCode).toBe(18);
    expect((await one.json("up")).document).toMatchObject({ migrations: { applied: [] } });
    expect(await rows(first)).toBe(ROWS);
    await one.succeed("reset");
  });

  test("with other names they are two environments", async (context) => {
    if (!isRoot) return context.skip("only root may make mount namespaces");
    await using first = await TemporaryProject.create({ migrations: MIGRATIONS });
    const [at, folder] = [await emptyFolder(), await emptyFolder()];
    const one = first.seenAt(at, "devcontainer-1");
    const two = first
      .in(folder)
      .with(await otherNames())
      .seenAt(at, "devcontainer-2");
    await one.succeed("up");
    const before = await lives(first);
    await two.succeed("up");
    expect(await containersAt(at)).toHaveLength(4);
    await two.succeed("reset");
    expect(await containersAt(at)).toHaveLength(2);
    expect(await lives(first)).toEqual(before);
    expect(await rows(first)).toBe(ROWS);
    await one.succeed("reset");
  });

  test("one folder on two hosts, at two paths, is one environment", async (context) => {
    if (!isRoot) return context.skip("only root may make mount namespaces");
    await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
    const devcontainer = project.seenAt(await emptyFolder(), "devcontainer-1");
    await project.succeed("up");
    const before = await lives(project);
    for (const view of [devcontainer, project, devcontainer]) {
      expect((await view.json("status")).document).toMatchObject({ status: "ready" });
      await view.succeed("up");
      expect((await view.json("up")).document).toMatchObject({ unchanged: true });
      expect(await lives(project)).toEqual(before);
    }
    // So Compose recreates nothing either.
    const files = [await devcontainer.succeed("compose"), await project.succeed("compose")];
    expect(files[0]?.stdout).toBe(files[1]?.stdout);
    await devcontainer.succeed("down");
    expect(await project.servers()).toEqual([]);
    await devcontainer.succeed("up");
    expect(await rows(project)).toBe(ROWS);
    expect((await project.json("up")).document).toMatchObject({ migrations: { applied: [] } });
    expect((await devcontainer.json("reset")).document).toMatchObject({ dataRemoved: true });
  });

  test("seen through a bind mount it is the same environment", async (context) => {
    if (!isRoot) return context.skip("only root may mount");
    await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
    const view = project.in(await emptyFolder());
    await project.succeed("up");
    const before = await lives(project);
    execFileSync("mount", ["--bind", project.dir, view.dir]);
    try {
      for (const each of [view, project]) {
        await each.succeed("up");
        expect((await each.json("up")).document).toMatchObject({ unchanged: true });
        expect(await lives(project)).toEqual(before);
      }
    } finally {
      execFileSync("umount", [view.dir]);
    }
    expect(await rows(project)).toBe(ROWS);
  });

  test("a moved checkout takes its objects along, and `up` says so", async () => {
    await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
    const moved = project.in(join(await emptyFolder(), "moved"));
    await project.succeed("up");
    const before = await lives(project);
    await rename(project.dir, moved.dir);
    expect((await moved.json("status")).document).toMatchObject({ status: "ready" });
    const up = await moved.succeed("up");
    expect(up.stdout + up.stderr).toContain(
      `Adopted the environment of this checkout, which was moved from ${project.dir}`,
    );
    expect((await moved.succeed("up")).stderr).not.toContain("Adopted");
    expect(await lives(project)).toEqual(before);
    expect(await rows(moved)).toBe(ROWS);

    // A new checkout at the old path is another one.
    await mkdir(project.dir);
    expect((await project.infra("reset")).exitCode).toBe(18);
    expect(await lives(project)).toEqual(before);
    expect((await moved.json("reset")).document).toMatchObject({ dataRemoved: true });
  });

  test("a checkout that lost its id is known by its path, also when it is moved afterwards", async () => {
    await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
    const moved = project.in(join(await emptyFolder(), "moved"));
    await project.succeed("up");
    const before = await lives(project);
    await rm(join(project.dir, ".infra"), { recursive: true });
    await project.succeed("up");
    await rename(project.dir, moved.dir);
    await moved.succeed("up");
    expect(await lives(project)).toEqual(before);
    expect(await rows(moved)).toBe(ROWS);
    await mkdir(project.dir);
    expect((await project.infra("reset")).exitCode).toBe(18);
    expect((await moved.json("reset")).document).toMatchObject({ dataRemoved: true });
  });

  test("a copy of a checkout is another one", async () => {
    await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
    await project.succeed("up");
    const before = await lives(project);
    const copy = project.in(join(await emptyFolder(), "copy"));
    execFileSync("cp", ["-r", project.dir, copy.dir]);
    expect((await copy.json("status")).document).toMatchObject({ status: "stopped" });
    for (const command of ["reset", "up"]) {
      const { exitCode, stderr } = await copy.infra(command);
      expect(exitCode).toBe(18);
      expect(stderr).toContain(`belongs to another checkout: ${project.dir}`);
    }
    await copy.succeed("down");
    expect(await lives(project)).toEqual(before);

    const separate = copy.with(await otherNames());
    await separate.succeed("up");
    await separate.succeed("reset");
    expect(await lives(project)).toEqual(before);
    expect(await rows(project)).toBe(ROWS);
  });

  test.each(["rm -rf .infra", "git init --quiet && git clean -fdxq -e migrations"])(
    "after `%s` the checkout finds its environment again",
    async (command) => {
      await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
      await project.succeed("up");
      const before = await lives(project);
      execFileSync("sh", ["-c", command], { cwd: project.dir });
      expect((await project.json("status")).document).toMatchObject({ status: "ready" });
      await project.succeed("up");
      expect((await project.json("up")).document).toMatchObject({ unchanged: true });
      expect(await lives(project)).toEqual(before);
      expect(await rows(project)).toBe(ROWS);
      execFileSync("sh", ["-c", command], { cwd: project.dir });
      expect((await project.json("reset")).document).toMatchObject({ dataRemoved: true });
    },
  );

  test("objects of a checkout with the same path that were made while this one existed are not adopted", async () => {
    await using project = await TemporaryProject.create();
    // As `infra` in another mount namespace of this host would make it.
    await project.succeed("compose");
    const { volume } = project.names;
    const labels = {
      owner: "@tilemud/infra",
      environment: "tilemud",
      checkout: project.dir,
      hostname: execFileSync("hostname", { encoding: "utf8" }).trim(),
      "checkout-id": "0b7c1b3e-0000-4000-8000-000000000002",
    };
    const args = Object.entries(labels).flatMap(([key, value]) => [
      "--label",
      `com.tilemud.infra.${key}=${value}`,
    ]);
    await docker("volume", "create", ...args, volume);
    try {
      for (const command of ["up", "reset"]) {
        const { exitCode, stderr } = await project.infra(command);
        expect(exitCode).toBe(18);
        expect(stderr).toContain(`Volume ${volume} belongs to another checkout`);
      }
      expect(await dockerLines("volume", "ls", "--quiet", "--filter", `name=^${volume}$`)).toEqual([volume]);
    } finally {
      await docker("volume", "rm", volume);
    }
  });

  test("reset fails for what it leaves: a volume under an earlier name, a network in use", async () => {
    await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
    await project.succeed("up");
    await project.succeed("down");
    const renamed = project.with({ TILEMUD_PG_VOLUME: `${project.names.volume}_2` });
    await renamed.succeed("up");
    const { network } = project.names;
    const user = `${network}_user`;
    await docker(
      "run",
      "--detach",
      "--name",
      user,
      "--network",
      network,
      "--entrypoint",
      "sleep",
      "redis:8.2-alpine",
      "600",
    );
    try {
      const { exitCode, stderr } = await renamed.infra("reset");
      expect(exitCode).toBe(31);
      expect(stderr).toContain(`network ${network} (in use by ${user})`);
      expect(stderr).toContain(`volume ${project.names.volume}`);
    } finally {
      await docker("rm", "--force", "--volumes", user);
    }
  });

  test("commands that only look record nothing", async () => {
    await using project = await TemporaryProject.create();
    for (const args of [["status"], ["doctor"], ["verify"], ["env"], ["logs"]]) await project.infra(...args);
    await expect(readFile(join(project.dir, ".infra/checkout.json"))).rejects.toThrow("ENOENT");
  });
});

async function emptyFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "infra-test-place-")));
  onTestFinished(async () => {
    await dockerUnderTest.sweep(folder);
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

async function otherNames(): Promise<Record<string, string>> {
  return {
    ...dockerUnderTest.settings("tilemud"),
    TILEMUD_PG_PORT: String(await unusedPort()),
    TILEMUD_REDIS_PORT: String(await unusedPort()),
  };
}

/** By the configured names; they would differ if somebody had stopped, started or replaced the containers. */
async function lives({ names }: TemporaryProject): Promise<unknown> {
  return Promise.all(
    [names.postgres, names.redis].map(async (name) => {
      const { Id, State } = await inspect<{ Id: string; State: { Pid: number; StartedAt: string } }>(
        "container",
        name,
      );
      return { Id, Pid: State.Pid, StartedAt: State.StartedAt };
    }),
  );
}

async function containersAt(path: string): Promise<string[]> {
  return dockerLines("ps", "--quiet", "--filter", `label=com.tilemud.infra.checkout=${path}`);
}

async function rows(project: TemporaryProject): Promise<number> {
  const [row] = await query<{ count: string }>(project, "SELECT count(*) FROM t");
  return Number(row?.count);
}
