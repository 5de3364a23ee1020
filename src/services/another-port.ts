import type { ResolvedConfig } from "../config/resolved.js";
import { canonicalVariable } from "../config/variables.js";
import { infra } from "../system/own-command.js";
import { isPortTaken } from "../system/ports.js";
import { SERVICE_NAMES, type EachService, type ServiceName } from "./service.js";

/** How to move a service to another port for good: in the place that decides now, else in `.env`. */
export async function anotherPortHint(config: ResolvedConfig, service: ServiceName): Promise<string> {
  const port = await anotherPort(config, service);
  const variable = canonicalVariable(`${service}.port`, config.name);
  const source = config.sources[`${service}.port`];
  if (source?.kind === "flag") return `Or use another port: ${infra("up", source.where, String(port))}`;
  if (source?.kind === "environment")
    return `Or use another port: set ${source.where.split(" ")[0]}=${port} in the environment`;
  if (source?.kind === "dotenv") return `Or use another port: change ${source.where} to ${port}`;
  return `Or use another port: add ${variable}=${port} to .env`;
}

/** The nearest free port that no service has. Suggestions for two services differ. */
export async function anotherPort(
  config: EachService<{ port: number }>,
  service: ServiceName,
): Promise<number> {
  const unusable: number[] = SERVICE_NAMES.map((name) => config[name].port);
  for (const name of SERVICE_NAMES) {
    const port = await nearestFree(config[name].port, unusable);
    if (name === service) return port;
    unusable.push(port);
  }
  throw new Error(`No such service: ${service}`);
}

/** As many as any machine has servers on neighbouring ports. */
const MAX_DISTANCE = 200;

async function nearestFree(port: number, unusable: readonly number[]): Promise<number> {
  const above = Array.from({ length: MAX_DISTANCE }, (_, index) => port + index + 1);
  const below = Array.from({ length: MAX_DISTANCE }, (_, index) => port - index - 1);
  for (const candidate of [...above, ...below]) {
    if (candidate < 1024 || candidate > 65_535 || unusable.includes(candidate)) continue;
    if (!(await isPortTaken(candidate))) return candidate;
  }
  return port;
}
