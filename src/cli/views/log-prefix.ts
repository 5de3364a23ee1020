import type { ServiceName } from "../../services/service.js";
import type { Style } from "../output/style.js";

/** What each service's lines begin with: nothing when there is only one. */
export function logPrefixes(
  services: readonly ServiceName[],
  style: Style,
): Readonly<Record<ServiceName, string>> {
  if (services.length < 2) return { postgres: "", redis: "" };
  return { postgres: style.accent("postgres | "), redis: style.warning("redis    | ") };
}
