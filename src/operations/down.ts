import type { RuntimeKind } from "../config/resolved.js";
import type { ServiceName } from "../services/service.js";
import { chooseRuntimeToStop } from "./stages/choose-runtime.js";
import { configToStop } from "./stages/config-to-stop.js";
import { withEngineCode } from "./stages/engine-code.js";
import { withEnvironmentToEnd, type OperationOptions } from "./stages/environment.js";
import { forgetGivenPorts } from "./stages/kept-ports.js";
import { stopElsewhere } from "./stages/stop-others.js";
import { stopServices } from "./stages/stop-services.js";

export interface DownReport {
  name: string;
  runtime: RuntimeKind | undefined;
  stopped: readonly ServiceName[];
  /** Location of the data that was kept; absent when there is none. */
  dataKept?: string;
}

/** Stops the services and removes their processes or containers. The data of PostgreSQL is kept. */
export async function down(options: OperationOptions): Promise<DownReport> {
  return withEnvironmentToEnd({ ...options, readConfig: configToStop }, "down", (environment) =>
    withEngineCode("ENGINE_UNREACHABLE_ON_DOWN", async () => {
      const { config, context } = environment;
      const { runtime } = await chooseRuntimeToStop(environment);
      const stopped = await stopServices(runtime, context);
      await stopElsewhere(environment, runtime.kind);
      await forgetGivenPorts(environment);
      const { data } = await runtime.observe();
      const kept = data.exists && { dataKept: data.location };
      return { name: config.name, runtime: runtime.kind, stopped, ...kept };
    }),
  );
}
