import { postgresArguments, settingsOfVersion } from "../services/postgres-settings.js";
import type { ContainerSpec } from "./container-spec.js";
import type { PostgresLayout } from "./postgres-layout.js";

/**
 * First major version with the locale that sorts the same on every system (docs/decisions/0006), and with an `initdb` that
 * can have the file system flushed once instead of a thousand files one by one.
 */
const FIRST_MAJOR_WITH_BUILTIN_LOCALE_AND_SYNCFS = 17;

/** How the image's first boot makes the cluster. */
export function initdbArguments({ majorVersion }: Pick<PostgresLayout, "majorVersion">): {
  POSTGRES_INITDB_ARGS: string;
} {
  const modern =
    majorVersion !== undefined && majorVersion >= FIRST_MAJOR_WITH_BUILTIN_LOCALE_AND_SYNCFS
      ? ["--locale-provider=builtin", "--locale=C.UTF-8", "--sync-method=syncfs"]
      : [];
  return { POSTGRES_INITDB_ARGS: ["--encoding=UTF8", ...modern].join(" ") };
}

/** The container's command, with the settings that a server of the image's version knows. */
export function commandOf(
  { command }: Pick<ContainerSpec, "command">,
  layout: Pick<PostgresLayout, "majorVersion"> | undefined,
): readonly string[] {
  const [program = "", ...rest] = command;
  // In front: of two values for one setting the server takes the last one, which may be the user's.
  return [program, ...postgresArguments(settingsOfVersion(layout?.majorVersion)), ...rest];
}
