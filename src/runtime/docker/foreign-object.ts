import { existsSync } from "node:fs";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import type { Labels } from "./engine/api.js";
import { quoteForShell } from "../../system/shell-quote.js";
import { ownershipOf, type Ownership } from "../../containers/labels.js";

export interface NamedObject {
  kind: "container" | "volume" | "network";
  name: string;
  labels: Labels | null | undefined;
}

/** An error for an object that has one of our names and is not ours; `undefined` when it is. */
export function foreignObject(object: NamedObject, config: ResolvedConfig): InfraError | undefined {
  const ownership = ownershipOf(object.labels, config);
  if (ownership.is === "ours") return undefined;
  const { kind, name } = object;
  return new InfraError("FOREIGN_OBJECT", `${title(kind)} ${name} ${whose(ownership)}`, {
    hint: hintFor(object, ownership),
    details: { kind, name, owner: ownership },
  });
}

function whose(ownership: Exclude<Ownership, { is: "ours" }>): string {
  switch (ownership.is) {
    case "other-checkout":
      return `belongs to another checkout: ${ownership.path}`;
    case "other-environment":
      return `belongs to environment ${ownership.name} of this checkout`;
    case "foreign":
      return "is not ours: infra did not create it, and leaves it alone";
  }
}

function hintFor({ kind, name }: NamedObject, ownership: Ownership): string {
  const remove = `docker ${kind === "container" ? "rm -f" : `${kind} rm`} ${name}`;
  const rename =
    'give this checkout a name of its own ("name" in the infra config, or INFRA_NAME) and other ports';
  if (ownership.is === "other-checkout" && existsSync(ownership.path)) {
    return `Stop it there (infra -C ${quoteForShell(ownership.path)} ${kind === "volume" ? "reset" : "down"}), or ${rename}`;
  }
  const gone = ownership.is === "other-checkout" ? "That folder is not on this machine (any more). " : "";
  return `${gone}If it is of no use: ${remove}. Else ${rename}`;
}

function title(kind: NamedObject["kind"]): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
