import { SERVICE_NAMES, type EachService, type ServiceName } from "./service.js";

/** A port to suggest in place of the one that is taken: the nearest one that no service has. */
export function anotherPort(config: EachService<{ port: number }>, service: ServiceName): number {
  const { port } = config[service];
  const ports: number[] = SERVICE_NAMES.map((name) => config[name].port);
  const isPossible = (next: number) => next <= 65_535 && !ports.includes(next);
  return [port + 1, port + 2, port - 1, port - 2].find(isPossible) ?? port;
}
