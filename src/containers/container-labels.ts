import type { ResolvedConfig } from "../config/resolved.js";
import { configHash, type ContainerSpec } from "./container-spec.js";
import { LABELS, ownLabels } from "./labels.js";

/** All labels of a service's container: the user's, and ours, which those may not replace. */
export function containerLabels(config: ResolvedConfig, spec: ContainerSpec): Record<string, string> {
  return {
    ...spec.labels,
    ...ownLabels(config),
    [LABELS.service]: spec.service,
    [LABELS.configHash]: configHash(spec),
  };
}
