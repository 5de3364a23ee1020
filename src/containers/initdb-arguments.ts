import type { PostgresLayout } from "./postgres-layout.js";

/** First major version with the locale that sorts the same on every system (docs/decisions/0006). */
const FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17;

/**
 * How the image's first boot makes the cluster. Nothing of a cluster that nobody has used yet needs to be forced to disk
 * file by file; that is done at once when it is ready.
 */
export function initdbArguments({ majorVersion }: Pick<PostgresLayout, "majorVersion">): {
  POSTGRES_INITDB_ARGS: string;
} {
  const locale =
    majorVersion !== undefined && majorVersion >= FIRST_MAJOR_WITH_BUILTIN_LOCALE
      ? ["--locale-provider=builtin", "--locale=C.UTF-8"]
      : [];
  return { POSTGRES_INITDB_ARGS: ["--encoding=UTF8", ...locale, "--no-sync"].join(" ") };
}
