import type { ResolvedConfig } from "../../config/resolved.js";
import { setLoginSql } from "../../services/postgres-login.js";
import type { ImageDetails } from "./engine/api.js";
import type { EngineClient } from "./engine/client.js";
import { runSingleUser, type SingleUserOutcome } from "./single-user.js";
import { noControlFile, unfinishedData } from "./unfinished-data.js";

interface RepairOptions {
  config: ResolvedConfig;
  image: ImageDetails;
}

/**
 * Gives the configured user the configured password while no server runs on the volume, through PostgreSQL's single-user
 * mode: nobody has to know the old user or its password.
 *
 * @throws InfraError DATA_INCOMPATIBLE when the data was never finished
 */
export async function repairLogin(client: EngineClient, { config, image }: RepairOptions): Promise<void> {
  const run = (database: string, sql: string) => runSingleUser(client, { config, image, database, sql });
  const sql = setLoginSql(config.postgres);
  let outcome = await run("postgres", sql);
  const { failure } = outcome;
  if (failure?.includes('database "postgres" does not exist') === true) {
    // Somebody dropped it, or it was never made: initdb makes it last, after template0.
    const { output } = await run("template1", "SELECT datname FROM pg_catalog.pg_database");
    if (!output.some((line) => line.includes('"template0"'))) throw unfinishedData(config, failure);
    outcome = await run("template1", sql);
  }
  requireSuccess(outcome, config);
}

function requireSuccess({ failure, output }: SingleUserOutcome, config: ResolvedConfig): void {
  if (failure === undefined) return;
  const sign = noControlFile(output);
  if (sign !== undefined) throw unfinishedData(config, sign);
  throw new Error(`PostgreSQL could not set the login of ${config.postgres.user}: ${failure}`);
}
