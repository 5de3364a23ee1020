import type { ResolvedConfig } from "../config/resolved.js";
import type { ServiceName } from "../services/service.js";
import { toolVersion } from "../system/version.js";

/** Keys of the labels on every container, network and volume: the proof of whose it is. */
export const LABELS = {
  owner: "com.tilemud.infra.owner",
  environment: "com.tilemud.infra.environment",
  checkout: "com.tilemud.infra.checkout",
  toolVersion: "com.tilemud.infra.version",
  service: "com.tilemud.infra.service",
  configHash: "com.tilemud.infra.config-hash",
  /** On the volume: the major version of PostgreSQL whose image was the first to use it. */
  postgresMajor: "com.tilemud.infra.postgres-major",
} as const;

const OWNER = "@tilemud/infra";

/** Labels of anything that belongs to this checkout's environment. */
export function ownLabels(config: ResolvedConfig): Record<string, string> {
  return { ...identityLabels(config), [LABELS.toolVersion]: toolVersion };
}

/** The labels that say whose an object is, as the engine filters by them. */
export function ownLabelFilter(config: ResolvedConfig, service?: ServiceName): string[] {
  const labels = { ...identityLabels(config), ...(service && { [LABELS.service]: service }) };
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

/** Whose an object with these labels is. */
export type Ownership =
  | { is: "ours" }
  | { is: "other-checkout"; path: string }
  /** Another environment of this checkout, whose configured names collide with ours. */
  | { is: "other-environment"; name: string }
  | { is: "foreign" };

export function ownershipOf(
  labels: Readonly<Record<string, string>> | null | undefined,
  config: ResolvedConfig,
): Ownership {
  if (labels?.[LABELS.owner] !== OWNER) return { is: "foreign" };
  const path = labels[LABELS.checkout] ?? "";
  if (path !== config.projectDir) return { is: "other-checkout", path };
  const name = labels[LABELS.environment] ?? "";
  return name === config.name ? { is: "ours" } : { is: "other-environment", name };
}

function identityLabels(config: ResolvedConfig): Record<string, string> {
  return {
    [LABELS.owner]: OWNER,
    [LABELS.environment]: config.name,
    [LABELS.checkout]: config.projectDir,
  };
}
