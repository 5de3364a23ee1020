import { hostname } from "node:os";
import type { ResolvedConfig } from "../config/resolved.js";
import type { ServiceName } from "../services/service.js";
import { toolVersion } from "../system/version.js";
import { configHash, type ContainerSpec } from "./container-spec.js";
import type { PostgresLayout } from "./postgres-layout.js";

/** Keys of the labels on every container, network and volume: the proof of whose it is. */
export const LABELS = {
  owner: "com.tilemud.infra.owner",
  environment: "com.tilemud.infra.environment",
  /** Path of the project, on the host of the next label. */
  checkout: "com.tilemud.infra.checkout",
  hostname: "com.tilemud.infra.hostname",
  /** Inode of the project's folder: of one that was put in the place of another it differs. */
  inode: "com.tilemud.infra.checkout-inode",
  /** Two checkouts may have the same path, and one checkout several: this id distinguishes them. */
  checkoutId: "com.tilemud.infra.checkout-id",
  toolVersion: "com.tilemud.infra.version",
  service: "com.tilemud.infra.service",
  configHash: "com.tilemud.infra.config-hash",
  /** On the volume: the major version of PostgreSQL whose image was the first to use it. */
  postgresMajor: "com.tilemud.infra.postgres-major",
} as const;

/** Value of `LABELS.owner`. */
export const OWNER = "@tilemud/infra";

/** Labels of anything that belongs to this checkout's environment. */
export function ownLabels(config: ResolvedConfig): Record<string, string> {
  // As recorded, so that every view of the checkout writes the same.
  const { path, hostname: host } = config.checkout ?? currentPlace(config);
  return {
    [LABELS.owner]: OWNER,
    [LABELS.environment]: config.name,
    [LABELS.checkout]: path,
    [LABELS.hostname]: host,
    [LABELS.inode]: config.projectInode,
    ...(config.checkout && { [LABELS.checkoutId]: config.checkout.id }),
    [LABELS.toolVersion]: toolVersion,
  };
}

/** All labels of a service's container: the user's, and ours, which those may not replace. */
export function containerLabels(config: ResolvedConfig, spec: ContainerSpec): Record<string, string> {
  return {
    ...spec.labels,
    ...ownLabels(config),
    [LABELS.service]: spec.service,
    [LABELS.configHash]: configHash(spec),
  };
}

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

/**
 * What the engine filters by: objects that infra made for an environment of this name, in whatever checkout. Which of them
 * are ours is for `ownershipOf` to say.
 */
export function environmentFilter(config: ResolvedConfig, service?: ServiceName): string[] {
  const labels = {
    [LABELS.owner]: OWNER,
    [LABELS.environment]: config.name,
    ...(service && { [LABELS.service]: service }),
  };
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

/** Where a checkout is. */
export interface Place {
  path: string;
  hostname: string;
}

export function currentPlace({ projectDir }: ResolvedConfig): Place {
  return { path: projectDir, hostname: hostname() };
}
