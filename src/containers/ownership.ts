import type { ResolvedConfig } from "../config/resolved.js";
import { currentPlace, LABELS, OWNER, type Place } from "./labels.js";

/** What is known of an object that may be ours. */
export interface LabelledObject {
  labels: Readonly<Record<string, string>> | null | undefined;
  /** `undefined` where the engine does not say. */
  createdAt: Date | undefined;
}

/** Whose an object is. */
export type Ownership =
  | { kind: "ours" }
  | { kind: "other-checkout"; path: string; hostname?: string }
  /** Another environment of this checkout, whose configured names collide with ours. */
  | { kind: "other-environment"; name: string }
  | { kind: "foreign" };

/** The rule for everything on an engine: nothing is used, stopped or removed but what is ours by it. */
export function ownershipOf(object: LabelledObject, config: ResolvedConfig): Ownership {
  const { labels } = object;
  if (labels?.[LABELS.owner] !== OWNER) return { kind: "foreign" };
  if (!isOfThisCheckout(object, config)) {
    const host = labels[LABELS.hostname];
    return {
      kind: "other-checkout",
      path: labels[LABELS.checkout] ?? "",
      ...(host !== undefined && { hostname: host }),
    };
  }
  const name = labels[LABELS.environment] ?? "";
  return name === config.name ? { kind: "ours" } : { kind: "other-environment", name };
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

/** Where the checkout is, and where its record says that it is and was. */
function placesOf(config: ResolvedConfig): Place[] {
  const { checkout } = config;
  const here = currentPlace(config);
  if (checkout === undefined) return [here];
  const former = (checkout.formerPaths ?? []).map((path) => ({ path, hostname: checkout.hostname }));
  return [here, checkout, ...former];
}
