import type { Runtime } from "../runtime/runtime.js";
import type { InfraContext } from "../events.js";
import { chooseRuntime } from "./choose-runtime.js";
import { SERVICE_NAMES, type ServiceName } from "../services/service.js";
import { withLockedEnvironment } from "./environment.js";
import type { DownReport, OperationOptions } from "./reports.js";

/** Stops the services and removes what carried them. The data of PostgreSQL stays. */
export async function down(options: OperationOptions): Promise<DownReport> {
  return withLockedEnvironment(options, "infra down", async ({ config, env, context }) => {
    const { runtime } = await chooseRuntime(config, env);
    const stopped = await stopServices(runtime, context);
    const { data } = await runtime.observe();
    return {
      name: config.name,
      runtime: runtime.kind,
      stopped,
      ...(data.exists && { dataKept: data.location }),
    };
  });
}

/** Stops every service, side by side, and returns those that ran. */
export async function stopServices(runtime: Runtime, context: InfraContext): Promise<ServiceName[]> {
  const results = await Promise.all(
    SERVICE_NAMES.map(async (service) => ({ service, ...(await runtime.stop(service, context)) })),
  );
  await runtime.removeShared(context);
  return results.filter(({ stopped }) => stopped).map(({ service }) => service);
}
