import type { ConfigFile } from "./schema.js";

/** Gives an editor the types of `infra.config.ts`; returns the object unchanged. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
