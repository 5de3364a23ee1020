import { chooseRuntimeToStop } from "./choose-runtime.js";
import { configToStop } from "./config-to-stop.js";
import { withEngineCode } from "./engine-code.js";
import { withEnvironmentToEnd } from "./environment.js";
import type { DownReport, OperationOptions } from "./reports.js";
import { stopElsewhere } from "./stop-others.js";
import { stopServices } from "./stop-services.js";

/** Stops the services and removes what carried them. The data of PostgreSQL stays. */
export async function down(options: OperationOptions): Promise<DownReport> {
  return withEnvironmentToEnd({ ...options, readConfig: configToStop }, "infra down", (environment) =>
    withEngineCode("ENGINE_UNREACHABLE_ON_DOWN", async () => {
      const { config, context } = environment;
      const { runtime } = await chooseRuntimeToStop(environment);
      const stopped = await stopServices(runtime, context);
      await stopElsewhere(environment, runtime.kind);
      const { data } = await runtime.observe();
      const kept = data.exists && { dataKept: data.location };
      return { name: config.name, runtime: runtime.kind, stopped, ...kept };
    }),
  );
}
