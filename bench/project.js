import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "./processes.js";

const INFRA = fileURLToPath(new URL("../bin/infra.js", import.meta.url));

/**
 * A project of its own in a temporary folder, on free ports, without migrations.
 *
 * @param {{ config?: object }} options settings for `infra.config.json`
 */
export async function temporaryProject({ config = { runtime: "native" } } = {}) {
  const directory = await mkdtemp(join(tmpdir(), "infra-bench-"));
  // As checkouts are: the servers of root have another user.
  await chmod(directory, 0o755);
  const [postgresPort, redisPort] = await freePorts(2);
  const ports = { postgres: { port: postgresPort }, redis: { port: redisPort } };
  await writeFile(join(directory, "infra.config.json"), JSON.stringify({ ...config, ...ports }));
  const env = withoutSettings(process.env);
  const infra = (args, signal) =>
    runProgram({ command: process.execPath, args: [INFRA, "-C", directory, ...args], env, signal });
  return {
    directory,
    infra,
    postgresPort,
    async remove() {
      await infra(["reset"]);
      await rm(directory, { recursive: true });
    },
  };
}

/** Ports that were free a moment ago; taken all at once, so that they differ. */
export async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function listenAnywhere() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}

/** The developer's own settings would decide otherwise where the services run. */
function withoutSettings(env) {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(TILEMUD_|INFRA_|POSTGRES_|REDIS_|PG)/.test(name)),
  );
}
