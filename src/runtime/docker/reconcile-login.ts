import type { ResolvedConfig } from "../../config/resolved.js";
import { setLoginSql } from "../../services/postgres-login.js";
import { removeContainer } from "./containers.js";
import type { ImageDetails } from "./engine/api.js";
import type { EngineClient } from "./engine/client.js";
import { ownLabels } from "../../containers/labels.js";
import { lastLines } from "./logs.js";
import { unfinishedData } from "./unfinished-data.js";
import { postgresLayout } from "../../containers/postgres-layout.js";

/**
 * Gives the configured user the configured password while no server runs on the volume, through PostgreSQL's single-user
 * mode in a container of its own: nobody has to know the old user or its password.
 */
export async function repairLogin(
  client: EngineClient,
  { config, image }: { config: ResolvedConfig; image: ImageDetails },
): Promise<void> {
  const { mountPath, dataDirectory } = postgresLayout(image, config.postgres.image);
  const { Id } = await client.json<{ Id: string }>({
    method: "POST",
    path: "/containers/create",
    body: {
      Image: config.postgres.image,
      User: "postgres",
      Entrypoint: ["sh", "-c"],
      Cmd: [`printf '%s\\n' "$INFRA_SQL" | postgres --single -D "$INFRA_DATA" ${QUIET} postgres`],
      // `printf` is the shell's own: the password stands in no argument of any process.
      Env: [`INFRA_SQL=${setLoginSql(config.postgres)}`, `INFRA_DATA=${dataDirectory}`],
      Labels: ownLabels(config),
      HostConfig: {
        NetworkMode: "none",
        Mounts: [{ Type: "volume", Source: config.postgres.volume, Target: mountPath }],
      },
    },
  });
  try {
    await client.json({ method: "POST", path: `/containers/${Id}/start` });
    const { StatusCode } = await client.json<{ StatusCode: number }>({
      method: "POST",
      path: `/containers/${Id}/wait`,
    });
    await requireSuccess(client, { id: Id, exitCode: StatusCode, config });
  } finally {
    await removeContainer(client, Id);
  }
}

/** Statements that fail must not end up in a log with the password in them. */
const QUIET = ["log_statement=none", "log_min_error_statement=panic", "logging_collector=off"]
  .map((setting) => `-c ${setting}`)
  .join(" ");

async function requireSuccess(
  client: EngineClient,
  { id, exitCode, config }: { id: string; exitCode: number; config: ResolvedConfig },
): Promise<void> {
  const output = await lastLines(client, id);
  // Single-user mode ends with 0 also after an error in a statement.
  const failure = output.find((line) => /(?:ERROR|FATAL|PANIC): /.test(line));
  if (exitCode === 0 && failure === undefined) return;
  const unfinished = unfinishedData(config, output);
  if (unfinished) throw unfinished;
  const { user } = config.postgres;
  throw new Error(`PostgreSQL could not set the login of ${user}: ${failure ?? output.join("\n")}`);
}
