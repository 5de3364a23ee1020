import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { engineHost } from "../../support/docker-cli.js";
import { eventually } from "../../support/eventually.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

/** Not a key, a server or a network: what infra asks of the program `ssh` is all that is looked at. */
describeWithEngine("an engine that is reached by ssh", () => {
  test("everything works through the system's ssh, and none of it is left over", async () => {
    await using project = await TemporaryProject.create({
      migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
    });
    const there = `exec env -u DOCKER_CONTEXT DOCKER_HOST='${await engineHost()}' "$@"`;
    const remote = await withSsh(project, there);
    await remote.succeed("up");
    expect((await remote.json("up")).document).toMatchObject({ unchanged: true, runtime: "docker" });
    expect((await remote.json("status")).document).toMatchObject({ status: "ready" });
    expect((await remote.succeed("logs", "postgres", "--tail", "5")).stdout).toContain("ready to accept");
    expect(await query(remote, "select count(*)::int from t")).toEqual([{ count: 0 }]);
    await remote.succeed("down");
    expect(await project.servers()).toEqual([]);

    const log = await readFile(join(project.dir, "ssh.log"), "utf8");
    const calls = log
      .trim()
      .split("\n")
      .map((line) => line.split(" "));
    expect(new Set(calls.map(([, , ...args]) => args.join(" ")))).toEqual(
      new Set(["-o BatchMode=yes -o ConnectTimeout=8 -T -p 2222 -- me@localhost docker system dial-stdio"]),
    );
    // Ctrl-C in a terminal reaches the group of the command: what is undone then still needs the connection.
    for (const [pid, group] of calls) expect(group).toBe(pid);
    // Each ends by itself when the command that began it has ended.
    const pids = calls.map(([pid]) => Number(pid));
    await eventually("every ssh has ended", () => (pids.some(isAlive) ? undefined : true));
  });

  test("what ssh says when it is not let in is what the user is told: 10", async () => {
    await using project = await TemporaryProject.create();
    const remote = await withSsh(
      project,
      "echo 'me@localhost: Permission denied (publickey).' >&2; exit 255",
    );
    const { exitCode, stderr } = await remote.infra("up");
    expect(exitCode).toBe(10);
    expect(stderr).toMatch(/^ERROR: Docker daemon not reachable/);
    expect(stderr).toContain("ssh://me@localhost:2222 (DOCKER_HOST): me@localhost: Permission denied");
  });
});

/** The project's commands with a program `ssh` that does this with what it is to run there. */
async function withSsh(project: TemporaryProject, script: string): Promise<TemporaryProject> {
  const log = join(project.dir, "ssh.log");
  await project.write(
    "bin/ssh",
    [
      "#!/bin/sh",
      `echo "$$ $(cut -d ' ' -f 5 /proc/$$/stat) $*" >>'${log}'`,
      'while [ "$1" != -- ]; do shift; done',
      "shift 2",
      `${script}\n`,
    ].join("\n"),
  );
  await chmod(join(project.dir, "bin/ssh"), 0o755);
  const PATH = `${join(project.dir, "bin")}:${process.env["PATH"]}`;
  return project.with({ PATH, DOCKER_HOST: "ssh://me@localhost:2222" });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
