import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { repositoryRoot } from "../../support/repository.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

/** The contract grants 15 s. */
const DEADLINE_MS = 15_000;

const COMMANDS: [string[], number][] = [
  [["up"], 10],
  [["run", "--", "true"], 10],
  [["status"], 10],
  [["verify"], 10],
  [["down"], 20],
  [["reset"], 30],
];

/** Each with a code of its own. */
const CHANGING = COMMANDS.filter(
  ([[command]]) => command === "up" || command === "down" || command === "reset",
);

describeWithEngine("an engine that cannot be reached", () => {
  let project: TemporaryProject;
  beforeAll(async () => {
    project = await TemporaryProject.create();
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test.each(COMMANDS)("%j with nothing at DOCKER_HOST: %i at once, naming the place", async (args, code) => {
    const host = `unix://${join(project.dir, "no-engine.sock")}`;
    const { exitCode, stderr, durationMs } = await project.with({ DOCKER_HOST: host }).infra(...args);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(/^ERROR: Docker daemon not reachable/);
    expect(stderr).toContain(`${host} (DOCKER_HOST): it does not exist`);
    expect(durationMs).toBeLessThan(DEADLINE_MS);
  });

  test.each(CHANGING)("%j with a socket that accepts and never answers: %i in time", async (args, code) => {
    await using silent = await listenSilently(join(await temporaryFolder(), "silent.sock"));
    const { exitCode, stderr, durationMs } = await project.with({ DOCKER_HOST: silent.host }).infra(...args);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(/^ERROR: Docker daemon not reachable/);
    expect(stderr).toContain(`${silent.host} (DOCKER_HOST): no answer`);
    expect(durationMs).toBeLessThan(DEADLINE_MS);
  });

  test("with no engine anywhere every place that was tried is named", async () => {
    // In a mount namespace of its own, where /run is empty.
    const script = 'mount -t tmpfs none /run && exec "$@"';
    const infra = [process.execPath, join(repositoryRoot, "bin/infra.js"), "-C", project.dir, "up"];
    const { DOCKER_HOST: _host, DOCKER_CONTEXT: _context, ...env } = project.env;
    const home = await temporaryFolder();
    const failed: { code?: number; stderr?: string } = await promisify(execFile)(
      "unshare",
      ["--map-root-user", "--mount", "sh", "-c", script, "sh", ...infra],
      { env: { ...env, HOME: home, XDG_RUNTIME_DIR: "/run/user/4711" }, timeout: DEADLINE_MS },
    ).catch((error: unknown) => error as object);
    expect(failed.code).toBe(10);
    expect(failed.stderr).toMatch(/^ERROR: Docker daemon not reachable/);
    for (const place of [
      "/var/run/docker.sock",
      "/run/user/4711/docker.sock",
      `${home}/.docker/run/docker.sock`,
      `${home}/.colima/default/docker.sock`,
      `${home}/.rd/docker.sock`,
      `${home}/.orbstack/run/docker.sock`,
      "/run/podman/podman.sock",
    ]) {
      expect(failed.stderr).toContain(`unix://${place} (`);
    }
  });

  test("an environment on docker does not become an empty one on native", async () => {
    await using auto = await TemporaryProject.create({
      env: { TILEMUD_RUNTIME: "auto" },
      migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
    });
    const first = await auto.succeed("up");
    expect(first.stdout + first.stderr).toMatch(/docker.*chosen automatically: a container engine answers/);
    await query(auto, "insert into t values (1)");

    const cutOff = auto.with({ DOCKER_HOST: `unix://${join(auto.dir, "no-engine.sock")}` });
    for (const [args, code] of COMMANDS) {
      const { exitCode, stderr } = await cutOff.infra(...args);
      expect({ args, exitCode }).toEqual({ args, exitCode: code });
      expect(stderr).toContain("--runtime native");
    }
    expect(existsSync(join(auto.dir, ".infra/tilemud/postgres"))).toBe(false);
    expect((await auto.json("up")).document).toMatchObject({ runtime: "docker", unchanged: true });
    expect(await query(auto, "select * from t")).toEqual([{ id: 1 }]);
  });
});

async function listenSilently(path: string): Promise<AsyncDisposable & { host: string }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined); // whoever gave up on us
  }).listen(path);
  await once(server, "listening");
  return {
    host: `unix://${path}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
