import type { ResolvedConfig } from "../../config/resolved.js";
import type { Runtime } from "../runtime.js";
import { nativeEnvironment } from "./native-environment.js";
import { nativePostgresHost } from "./native-postgres-host.js";
import { nativeServices } from "./native-services.js";

/** PostgreSQL and Redis as processes of this machine, with everything they own below the environment's state folder. */
export async function createNativeRuntime(config: ResolvedConfig, env: NodeJS.ProcessEnv): Promise<Runtime> {
  const environment = await nativeEnvironment(config, env);
  const services = nativeServices(environment);
  return { ...services, ...nativePostgresHost(environment, services) };
}
