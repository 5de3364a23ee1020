import { existsSync } from "node:fs";
import { hostname } from "node:os";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { type LabelledObject, type Ownership, ownershipOf } from "../../containers/ownership.js";
import { infra, infraIn } from "../../system/own-command.js";

export interface NamedObject extends LabelledObject {
  kind: "container" | "volume" | "network";
  name: string;
}

/** An error for an object that has one of our names and is not ours; `undefined` when it is. */
export function foreignObject(object: NamedObject, config: ResolvedConfig): InfraError | undefined {
  const ownership = ownershipOf(object, config);
  if (ownership.kind === "ours") return undefined;
  const { kind, name } = object;
  return new InfraError("FOREIGN_OBJECT", `${title(kind)} ${name} ${whose(ownership, config)}`, {
    hint: hintFor(object, ownership, config),
    details: { kind, name, owner: ownership },
  });
}

type OtherCheckout = Extract<Ownership, { kind: "other-checkout" }>;

function whose(ownership: Exclude<Ownership, { kind: "ours" }>, config: ResolvedConfig): string {
  switch (ownership.kind) {
    case "other-checkout":
      return `belongs to another checkout: ${ownership.path}${whichOf(ownership, config)}`;
    case "other-environment":
      return `belongs to environment ${ownership.name} of this checkout`;
    case "foreign":
      return "is not ours: infra did not create it and does not change it";
  }
}

function whichOf({ path, hostname: host }: OtherCheckout, { projectDir }: ResolvedConfig): string {
  if (host !== undefined && host !== hostname()) return ` on host ${host}`;
  return path === projectDir ? " (another one with the same path)" : "";
}

function hintFor({ kind, name }: NamedObject, ownership: Ownership, config: ResolvedConfig): string {
  const remove = `docker ${kind === "container" ? "rm -f" : `${kind} rm`} ${name}`;
  const rename =
    'give this checkout another name ("name" in the infra config, or INFRA_NAME) and other ports';
  const stop = kind === "volume" ? "reset" : "down";
  if (ownership.kind === "other-checkout") {
    const { path, hostname: host } = ownership;
    if (isVisible(ownership, config)) {
      return `Stop it there (${infraIn(path, stop)}), or ${rename}`;
    }
    const there =
      host === undefined || host === hostname()
        ? "That checkout does not exist at its path. "
        : `Stop it there (${infraIn(path, stop)}, on ${host}). `;
    return `${there}If it is not needed: ${remove}. Otherwise ${rename}`;
  }
  if (ownership.kind === "other-environment") {
    return `Stop it: ${infra("--name", ownership.name, stop)}. Or give ${kind} ${name} another name in the infra config`;
  }
  return `If it is not needed: ${remove}. Otherwise ${rename}`;
}

/** Whether a checkout can be reached by its path from here: a path of another host, or ours, leads to another folder. */
export function isVisible(
  { path, hostname: host }: { path: string; hostname?: string | undefined },
  { projectDir }: ResolvedConfig,
): boolean {
  return (host === undefined || host === hostname()) && path !== projectDir && existsSync(path);
}

function title(kind: NamedObject["kind"]): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
