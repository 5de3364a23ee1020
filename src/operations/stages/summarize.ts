import { describeServices } from "./describe-services.js";
import type { Connected } from "./publish-connection.js";
import type { UpReport } from "../up.js";

/** What `up` did, for people and for `--json`. */
export async function summarize(
  connected: Connected,
  more: Pick<UpReport, "durationMs" | "phases" | "others">,
): Promise<UpReport> {
  const { ready, database, migrations, seeds, connection } = connected;
  const { config, runtime, services, observed, reached } = ready;
  const nothingStarted = services.every(({ kind }) => kind === "keep");
  const nothingRepaired = Object.values(reached).every(({ isRepaired }) => isRepaired !== true);
  const nothingMigrated = "skipped" in migrations || migrations.applied.length === 0;
  return {
    status: "ready",
    unchanged: nothingStarted && nothingRepaired && nothingMigrated && (seeds?.applied.length ?? 0) === 0,
    name: config.name,
    runtime: runtime.kind,
    runtimeReason: ready.runtimeReason,
    services: describeServices(config, await observed),
    migrations,
    ...(seeds && { seeds }),
    connection,
    envFile: database.envFile,
    resources: ready.resources,
    warnings: ready.warnings,
    ...more,
  };
}
