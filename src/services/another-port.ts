import { SETTINGS } from "../config/variables.js";
import { infra } from "../system/own-command.js";
import { SERVICE_NAMES, type EachService, type ServiceName } from "./service.js";

/** The command that gives a service another port for now. */
export function useAnotherPort(config: EachService<{ port: number }>, service: ServiceName): string {
  const { flag } = SETTINGS[`${service}.port`];
  return infra("up", flag?.spelled ?? "", String(anotherPort(config, service)));
}

/** A port to suggest in place of the one that is taken: the nearest one that no service has. */
export function anotherPort(config: EachService<{ port: number }>, service: ServiceName): number {
  const { port } = config[service];
  const ports: number[] = SERVICE_NAMES.map((name) => config[name].port);
  const isPossible = (next: number) => next <= 65_535 && !ports.includes(next);
  return [port + 1, port + 2, port - 1, port - 2].find(isPossible) ?? port;
}
