import { createRequire } from "node:module";

declare const INFRA_VERSION: string | undefined;

/** Version of this package. The bundle has it built in; the plain modules read their package.json. */
export const toolVersion: string =
  typeof INFRA_VERSION === "string"
    ? INFRA_VERSION
    : (createRequire(import.meta.url)("../../package.json") as { version: string }).version;
