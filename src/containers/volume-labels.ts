import type { ResolvedConfig } from "../config/resolved.js";
import { LABELS, ownLabels } from "./labels.js";
import type { PostgresLayout } from "./postgres-layout.js";

/** Labels of the volume with PostgreSQL's data. */
export function volumeLabels(
  config: ResolvedConfig,
  { majorVersion }: Pick<PostgresLayout, "majorVersion">,
): Record<string, string> {
  return {
    ...ownLabels(config),
    [LABELS.service]: "postgres",
    ...(majorVersion !== undefined && { [LABELS.postgresMajor]: String(majorVersion) }),
  };
}
