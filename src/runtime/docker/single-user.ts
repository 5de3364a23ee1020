import type { ResolvedConfig } from "../../config/resolved.js";
import { ownLabels } from "../../containers/labels.js";
import { postgresLayout } from "../../containers/postgres-layout.js";
import { removeContainer } from "./containers.js";
import type { ImageDetails } from "./engine/api.js";
import type { EngineClient } from "./engine/client.js";
import { lastLines } from "./logs.js";

export interface SingleUserOutcome {
  /** Why not; absent when everything went well. */
  failure?: string;
  output: readonly string[];
}

/** Runs one line of SQL on the volume in PostgreSQL's single-user mode, in a container of its own. No server may run on it. */
export async function runSingleUser(
  client: EngineClient,
  options: { config: ResolvedConfig; image: ImageDetails; database: string; sql: string },
): Promise<SingleUserOutcome> {
  const { config, image, database, sql } = options;
  const { mountPath, dataDirectory } = postgresLayout(image, config.postgres.image);
  const { Id } = await client.json<{ Id: string }>({
    method: "POST",
    path: "/containers/create",
    body: {
      Image: config.postgres.image,
      User: "postgres",
      Entrypoint: ["sh", "-c"],
      // `printf` is the shell's own: what is secret in the SQL stands in no argument of any process.
      Cmd: [`printf '%s\\n' "$INFRA_SQL" | postgres --single -D "$INFRA_DATA" ${QUIET} ${database}`],
      Env: [`INFRA_SQL=${sql}`, `INFRA_DATA=${dataDirectory}`],
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
      timeoutMs: SINGLE_USER_TIMEOUT_MS,
    });
    return await outcomeOf(client, { id: Id, exitCode: StatusCode });
  } finally {
    await removeContainer(client, Id);
  }
}

/** It may have to go through what the server wrote before it crashed. */
const SINGLE_USER_TIMEOUT_MS = 5 * 60_000;

/** Statements that fail must not end up in a log with the password in them. */
const QUIET = ["log_statement=none", "log_min_error_statement=panic", "logging_collector=off"]
  .map((setting) => `-c ${setting}`)
  .join(" ");

async function outcomeOf(
  client: EngineClient,
  { id, exitCode }: { id: string; exitCode: number },
): Promise<SingleUserOutcome> {
  const output = await lastLines(client, id);
  // Single-user mode ends with 0 also after an error in a statement.
  const failure = output.find((line) => /(?:ERROR|FATAL|PANIC): /.test(line));
  if (failure !== undefined) return { failure, output };
  return exitCode === 0 ? { output } : { failure: output.join("\n") || `it ended with ${exitCode}`, output };
}
