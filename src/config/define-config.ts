import type { ConfigFile } from "./schema.js";

/** Gives an editor the types of `infra.config.ts`; hands the object back as it is. */
export function defineConfig(config: ConfigFile): ConfigFile {
  return config;
}
