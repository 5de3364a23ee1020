import type { InfraContext } from "../events.js";
import type { Plan } from "../preflight/plan.js";
import { readEnvironmentRecord, writeEnvironmentRecord } from "../state/environment-file.js";

/** Writes down which runtime has the environment, before that runtime makes anything. */
export async function rememberEnvironment({ config, runtime }: Plan, context: InfraContext): Promise<void> {
  const record = await readEnvironmentRecord(config.stateDir);
  if (record?.runtime === runtime.kind) return;
  if (record !== undefined) {
    context.emit({
      type: "warning",
      message:
        `${config.name} moves from ${record.runtime} to ${runtime.kind}, where it begins empty. ` +
        `Its data on ${record.runtime} is kept: infra up --runtime ${record.runtime} goes back to it`,
    });
  }
  await writeEnvironmentRecord(config.stateDir, {
    version: 1,
    name: config.name,
    runtime: runtime.kind,
    createdAt: new Date().toISOString(),
  });
}
