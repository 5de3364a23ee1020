import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of this checkout. */
export const repositoryRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
