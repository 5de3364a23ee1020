import type { ResolvedConfig } from "../../config/resolved.js";
import { ownLabels } from "../../containers/labels.js";
import type { PostgresLayout } from "../../containers/postgres-layout.js";
import { SINGLE_USER_TIMEOUT_MS, type RunSingleUser } from "../../services/single-user.js";
import { removeContainer } from "../../engine/stop-container.js";
import type { EngineClient } from "../../engine/client.js";
import { lastLines } from "../../engine/logs.js";

/**
 * Single-user mode in a container that exists only for it. The input holds the password: it is in the container's
 * environment, as the password is in that of the server's container, and in no argument of a process.
 */
export function singleUserRunner(
  client: EngineClient,
  { config, layout }: { config: ResolvedConfig; layout: PostgresLayout },
): RunSingleUser {
  return async ({ args, input }) => {
    const { Id } = await client.json<{ Id: string }>({
      method: "POST",
      path: "/containers/create",
      body: {
        Image: config.postgres.image,
        User: "postgres",
        Entrypoint: ["sh", "-c"],
        // `printf` is built into the shell, so there is no argument list that other users could read.
        Cmd: [`sql=$INFRA_SQL; unset INFRA_SQL; printf '%s' "$sql" | postgres "$@"`, "postgres", ...args],
        Env: [`INFRA_SQL=${input}`],
        Labels: ownLabels(config),
        HostConfig: {
          NetworkMode: "none",
          Mounts: [{ Type: "volume", Source: config.postgres.volume, Target: layout.mountPath }],
        },
      },
    });
    try {
      await client.json({ method: "POST", path: `/containers/${Id}/start` });
      const { StatusCode } = await client.json<{ StatusCode: number }>({
        method: "POST",
        path: `/containers/${Id}/wait`,
        timeoutMs: SINGLE_USER_TIMEOUT_MS,
      });
      return { exitCode: StatusCode, ending: `exit code ${StatusCode}`, output: await lastLines(client, Id) };
    } finally {
      await removeContainer(client, Id);
    }
  };
}
