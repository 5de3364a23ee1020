import { eachService, SERVICE_NAMES, type EachService, type ServiceName } from "../../services/service.js";
import type { Style } from "../output/style.js";

/** The prefix of the lines of each service; empty if there is only one service. */
export function logPrefixes(services: readonly ServiceName[], style: Style): EachService<string> {
  const colours = [style.accent, style.warning];
  const width = Math.max(...SERVICE_NAMES.map((name) => name.length));
  return eachService((service) => {
    const colour = colours[SERVICE_NAMES.indexOf(service) % colours.length];
    return services.length < 2 || colour === undefined ? "" : colour(`${service.padEnd(width)} | `);
  });
}
