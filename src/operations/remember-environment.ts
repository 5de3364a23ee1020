import type { Plan } from "../preflight/plan.js";
import { readEnvironmentRecord, writeEnvironmentRecord } from "../state/environment-file.js";

/** Writes down which runtime has the environment, before that runtime makes anything. */
export async function rememberEnvironment({ config, runtime }: Plan): Promise<void> {
  if ((await readEnvironmentRecord(config.stateDir)) !== undefined) return;
  await writeEnvironmentRecord(config.stateDir, {
    version: 1,
    name: config.name,
    runtime: runtime.kind,
    createdAt: new Date().toISOString(),
  });
}
