import { withCheckout } from "../../config/derive.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import type { Engine } from "../../engine/engine.js";

/** The configuration with the checkout's own time on the engine's clock, by which its objects are compared with it. */
export function onClockOf(
  { clockAheadMs }: Pick<Engine, "clockAheadMs">,
  config: ResolvedConfig,
): ResolvedConfig {
  const { checkout } = config;
  if (checkout === undefined || clockAheadMs === 0) return config;
  const shifted = new Date(Date.parse(checkout.createdAt) + clockAheadMs).toISOString();
  return withCheckout(config, { ...checkout, createdAt: shifted });
}
