import { resolveConfig, type ResolveOptions } from "../../config/resolve.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { readCheckout } from "../../state/checkout.js";

export type ReadOptions = Omit<ResolveOptions, "readCheckout">;

/** {@link resolveConfig} with the identity of the checkout. */
export async function readConfig(options: ReadOptions): Promise<ResolvedConfig> {
  return resolveConfig({ ...options, readCheckout });
}
