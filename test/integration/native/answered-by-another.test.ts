import { once } from "node:events";
import { chmod, readlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { redis } from "../../support/clients.js";
import { eventually } from "../../support/eventually.js";
import { TemporaryProject } from "../../support/temporary-project.js";

test("another program that takes the port of Redis and answers PING is not taken for ours: 11", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");
  const program = await programOfRedis(project);
  await project.succeed("down");
  const late = join(project.dir, "redis-server");
  await writeFile(late, lateServer(program, project.dir));
  await chmod(late, 0o755);
  await chmod(project.dir, 0o777);
  await project.write("infra.config.json", JSON.stringify({ redis: { binary: late } }));

  const up = project.start(["up"]);
  await eventually("Redis is being started", async () =>
    up.said().includes("Starting Redis") ? true : undefined,
  );
  const other = await answeringPing(project.ports.redis);
  await writeFile(join(project.dir, "go"), "");
  const { exitCode, stderr } = await up.result;
  expect(stderr).toMatch(
    new RegExp(`^ERROR: Port ${project.ports.redis} in use by .*\\(pid ${process.pid}\\)`, "m"),
  );
  expect(exitCode).toBe(11);
  expect(await project.servers()).toEqual([]);
  await closed(other);
  await project.succeed("up");
});

test("a port that Redis left and another program took: the restart names the holder", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");
  const elsewhere = String(project.ports.redis + 1);
  await redis(project, "CONFIG", "SET", "port", elsewhere);
  const other = await answeringPing(project.ports.redis);
  const { exitCode, stderr } = await project.infra("up");
  expect(stderr).toMatch(
    new RegExp(`^ERROR: Port ${project.ports.redis} in use by .*\\(pid ${process.pid}\\)`, "m"),
  );
  expect(exitCode).toBe(11);
  await closed(other);
  await project.succeed("up");
});

async function programOfRedis(project: TemporaryProject): Promise<string> {
  const [server] = (await project.servers()).filter(({ service }) => service === "redis");
  return readlink(`/proc/${server?.ref}/exe`);
}

/** Answers questions for its version at once, and starts when it is told to. */
function lateServer(program: string, folder: string): string {
  return [
    "#!/bin/bash",
    // In the cache its libraries are in the folder next to it.
    `export LD_LIBRARY_PATH='${join(dirname(program), "../lib")}'`,
    `if [ "$1" != --version ]; then while [ ! -e '${folder}/go' ]; do sleep 0.05; done; fi`,
    `exec -a redis-server '${program}' "$@"`,
    "",
  ].join("\n");
}

async function answeringPing(port: number): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined).on("data", () => socket.write("+PONG\r\n"));
  }).listen({ host: "127.0.0.1", port });
  await once(server, "listening");
  return server;
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}
