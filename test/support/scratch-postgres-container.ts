import { randomBytes } from "node:crypto";
import { Secret } from "../../src/errors/secret.js";
import { docker } from "./docker-cli.js";
import { SCRATCH_PASSWORD, SCRATCH_SETTINGS, type ScratchServer } from "./scratch-server.js";
import { unusedPort } from "./unused-port.js";

/** Starts a container of the image that infra uses by default, on a free port of this machine only. */
export async function startInContainer(): Promise<ScratchServer> {
  const name = `scratch-pg-${randomBytes(4).toString("hex")}`;
  const port = await unusedPort();
  const environment = {
    POSTGRES_USER: "owner",
    POSTGRES_DB: "postgres",
    POSTGRES_PASSWORD: SCRATCH_PASSWORD,
    POSTGRES_INITDB_ARGS: "--encoding=UTF8 --locale=C --no-sync",
  };
  await docker(
    "run",
    "--detach",
    `--name=${name}`,
    `--publish=127.0.0.1:${port}:5432`,
    ...Object.entries(environment).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
    "postgres:18.0-alpine",
    ...SCRATCH_SETTINGS.flatMap((setting) => ["-c", setting]),
  );
  return {
    address: {
      host: "127.0.0.1",
      port,
      user: "owner",
      password: new Secret(SCRATCH_PASSWORD),
      database: "postgres",
    },
    pid: async () => Number(await docker("inspect", "--format", "{{.State.Pid}}", name)),
    log: () => docker("logs", "--tail", "40", name),
    restart: async () => void (await docker("start", name)),
    stop: async () => void (await docker("rm", "--force", "--volumes", name)),
  };
}
