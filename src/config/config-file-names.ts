/** Names of a config file in the project. At most one may exist. */
export const CONFIG_FILE_NAME = /^infra\.config\.(?:json|[mc]?[jt]s)$/;

/** The same for messages. */
export const SUPPORTED_NAMES = "infra.config.json, .js, .mjs, .cjs, .ts, .mts, .cts";

/** Names that a user takes for those of a config file, supported or not: none of them is ignored. Sorted. */
export function configFilesIn(entries: Iterable<string>): string[] {
  return [...entries].filter((name) => /^infra\.config(?:\.|$)/i.test(name) && !isOtherFile(name)).toSorted();
}

/** The published schema, and the backups that some editors make. */
function isOtherFile(name: string): boolean {
  return name === "infra.config.schema.json" || name.endsWith("~");
}
