import type { ResolvedConfig } from "../../config/resolved.js";
import type { Engine } from "../../engine/engine.js";
import type { Runtime } from "../runtime.js";
import { dockerPostgresHost } from "./docker-postgres-host.js";
import { dockerServices } from "./docker-services.js";
import { engineView } from "./engine-view.js";

/** PostgreSQL and Redis as containers of an engine that has answered. */
export function createDockerRuntime(
  config: ResolvedConfig,
  options: { env: NodeJS.ProcessEnv; engine: Engine },
): Runtime {
  const view = engineView(config, options);
  const services = dockerServices(view);
  return { ...services, ...dockerPostgresHost(view, services) };
}
