import { hostname } from "node:os";
import type { ResolvedConfig } from "../config/resolved.js";
import type { ServiceName } from "../services/service.js";
import { toolVersion } from "../system/version.js";

/** Keys of the labels on every container, network and volume: the proof of whose it is. */
export const LABELS = {
  owner: "com.tilemud.infra.owner",
  environment: "com.tilemud.infra.environment",
  /** Path of the project, on the host of the next label. */
  checkout: "com.tilemud.infra.checkout",
  hostname: "com.tilemud.infra.hostname",
  /** Inode of the project's folder: of one that was put in the place of another it differs. */
  inode: "com.tilemud.infra.checkout-inode",
  /** Two checkouts may have the same path, and one checkout several: this is what tells them apart. */
  checkoutId: "com.tilemud.infra.checkout-id",
  toolVersion: "com.tilemud.infra.version",
  service: "com.tilemud.infra.service",
  configHash: "com.tilemud.infra.config-hash",
  /** On the volume: the major version of PostgreSQL whose image was the first to use it. */
  postgresMajor: "com.tilemud.infra.postgres-major",
} as const;

const OWNER = "@tilemud/infra";

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

/**
 * What the engine filters by: objects that infra made for an environment of this name, in whatever checkout. Which of them
 * are ours is for {@link ownershipOf} to say.
 */
export function environmentFilter(config: ResolvedConfig, service?: ServiceName): string[] {
  const labels = {
    [LABELS.owner]: OWNER,
    [LABELS.environment]: config.name,
    ...(service && { [LABELS.service]: service }),
  };
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

/** What is known of an object that may be ours. */
export interface LabelledObject {
  labels: Readonly<Record<string, string>> | null | undefined;
  /** `undefined` where the engine does not say. */
  createdAt: Date | undefined;
}

/** Whose an object is. */
export type Ownership =
  | { is: "ours" }
  | { is: "other-checkout"; path: string; hostname?: string }
  /** Another environment of this checkout, whose configured names collide with ours. */
  | { is: "other-environment"; name: string }
  | { is: "foreign" };

/** The rule for everything on an engine: nothing is used, stopped or removed but what is ours by it. */
export function ownershipOf(object: LabelledObject, config: ResolvedConfig): Ownership {
  const { labels } = object;
  if (labels?.[LABELS.owner] !== OWNER) return { is: "foreign" };
  if (!isOfThisCheckout(object, config)) {
    const host = labels[LABELS.hostname];
    return {
      is: "other-checkout",
      path: labels[LABELS.checkout] ?? "",
      ...(host !== undefined && { hostname: host }),
    };
  }
  const name = labels[LABELS.environment] ?? "";
  return name === config.name ? { is: "ours" } : { is: "other-environment", name };
}

/**
 * The id decides. One that differs or is missing is no proof to the contrary (`.infra` was removed, or the object is of an
 * older version): then the path, its host and the folder have to agree. The folder differs where a checkout was moved away
 * and a new one took its place. And no object with another id was made by this checkout after it had its own: that one
 * belongs to a checkout which is in use, and only has the same path.
 */
function isOfThisCheckout({ labels, createdAt }: LabelledObject, config: ResolvedConfig): boolean {
  const { checkout } = config;
  const id = labels?.[LABELS.checkoutId];
  if (id !== undefined && checkout !== undefined) {
    if (id === checkout.id) return true;
    const madeBefore = createdAt !== undefined && createdAt.getTime() < Date.parse(checkout.createdAt);
    if (!madeBefore) return false;
  }
  const inode = labels?.[LABELS.inode];
  if (inode !== undefined && inode !== config.projectInode) return false;
  const path = labels?.[LABELS.checkout];
  const host = labels?.[LABELS.hostname];
  return placesOf(config).some(
    (place) => place.path === path && (host === undefined || host === place.hostname),
  );
}

interface Place {
  path: string;
  hostname: string;
}

function currentPlace({ projectDir }: ResolvedConfig): Place {
  return { path: projectDir, hostname: hostname() };
}

/** Where the checkout is, and where its record says that it is and was. */
function placesOf(config: ResolvedConfig): Place[] {
  const { checkout } = config;
  const here = currentPlace(config);
  if (checkout === undefined) return [here];
  const former = (checkout.formerPaths ?? []).map((path) => ({ path, hostname: checkout.hostname }));
  return [here, checkout, ...former];
}
