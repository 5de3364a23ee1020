import type { Runtime } from "../runtime/runtime.js";
import type { InfraContext } from "../events.js";
import { chooseRuntime } from "./choose-runtime.js";
import { SERVICE_NAMES, type ServiceName } from "../services/service.js";
import { withEngineCode } from "./engine-code.js";
import { withLockedEnvironment } from "./environment.js";
import type { DownReport, OperationOptions } from "./reports.js";

/** Stops the services and removes what carried them. The data of PostgreSQL stays. */
export async function down(options: OperationOptions): Promise<DownReport> {
  return withLockedEnvironment(options, "infra down", ({ config, env, context }) =>
    withEngineCode("ENGINE_UNREACHABLE_ON_DOWN", async () => {
      const { runtime } = await chooseRuntime(config, env, context.signal);
      const stopped = await stopServices(runtime, context);
      const { data } = await runtime.observe();
      const kept = data.exists && { dataKept: data.location };
      return { name: config.name, runtime: runtime.kind, stopped, ...kept };
    }),
  );
}

/** Stops every service, side by side, and returns those that ran. */
export async function stopServices(runtime: Runtime, context: InfraContext): Promise<ServiceName[]> {
  const work = SERVICE_NAMES.map(async (service) => ({
    service,
    ...(await runtime.stop(service, context)),
  }));
  // If one fails the other is not left at work when the next command gets its turn.
  await Promise.allSettled(work);
  const results = await Promise.all(work);
  await runtime.removeShared(context);
  return results.filter(({ stopped }) => stopped).map(({ service }) => service);
}
