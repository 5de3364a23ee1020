import type { ResolvedConfig } from "../../config/resolved.js";
import type { Engine } from "./engine/engine.js";

/**
 * When an object was made, from the engine's text or its seconds. Engines leave fractions out of some answers; then it is
 * the end of that second, so that what was made after a moment never seems to be from before it.
 */
export function createdAt(time: string | number | undefined): Date | undefined {
  if (time === undefined) return undefined;
  const milliseconds = typeof time === "number" ? time * 1000 : Date.parse(time);
  if (Number.isNaN(milliseconds)) return undefined;
  const isExact = typeof time === "string" && time.includes(".");
  return new Date(isExact ? milliseconds : milliseconds + 999);
}

/** The configuration with the checkout's own time on the engine's clock, by which its objects are compared with it. */
export function onClockOf(
  { clockAheadMs }: Pick<Engine, "clockAheadMs">,
  config: ResolvedConfig,
): ResolvedConfig {
  const { checkout } = config;
  if (checkout === undefined || clockAheadMs === 0) return config;
  const shifted = new Date(Date.parse(checkout.createdAt) + clockAheadMs).toISOString();
  return { ...config, checkout: { ...checkout, createdAt: shifted } };
}
