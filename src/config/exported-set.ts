import { createHash } from "node:crypto";

/** In an exported set of connection variables: the id of the checkout that it belongs to. */
export const CHECKOUT_ID = "INFRA_CHECKOUT_ID";

/** The environment to which a set belongs. */
export interface SetOwner {
  /** Absent as long as no command has recorded the checkout. */
  checkoutId: string | undefined;
  /** `TILEMUD_` */
  variablePrefix: string;
}

/**
 * In an exported set: the checksums of its variables. They distinguish these from variables that the user changed or set later. The name has
 * the prefix of the environment, so that the next set in the same shell leaves it.
 */
export function checksumsName(variablePrefix: string): string {
  return `${variablePrefix}${CHECKSUMS}`;
}

const CHECKSUMS = "ENV_CHECKSUMS";

export function checksumsOf(variables: Readonly<Record<string, string>>, checkoutId: string): string {
  const checksums = Object.entries(variables).map(([name, value]) => checksumOf(name, value));
  return `${checkoutId}:${checksums.join("")}`;
}

/** Names of the variables that were exported for another environment than `owner`, with the values of that set. */
export function foreignVariables(
  variables: Readonly<Record<string, string | undefined>>,
  owner: SetOwner,
): Set<string> {
  const entries = Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const sets = entries.flatMap(([name, value]) => readSet(name, value));
  const isOwn = (set: ExportedSet) =>
    set.checkoutId === owner.checkoutId && set.variablePrefix === owner.variablePrefix;
  const id = variables[CHECKOUT_ID];
  // Some programs pass on the id without the checksums.
  const isIdAlone = Boolean(id) && id !== owner.checkoutId && !sets.some((set) => set.checkoutId === id);
  if (sets.every(isOwn) && !isIdAlone) return new Set();
  const foreign = entries.filter(([name, value]) => {
    const checksum = checksumOf(name, value);
    const holders = sets.filter((set) => set.checksums.has(checksum));
    return holders.length > 0 ? !holders.some(isOwn) : isIdAlone && IN_EVERY_SET.test(name);
  });
  return new Set(foreign.map(([name]) => name));
}

interface ExportedSet extends SetOwner {
  checksums: ReadonlySet<string>;
}

function readSet(name: string, value: string): ExportedSet[] {
  const [checkoutId = "", checksums = ""] = value.split(":");
  if (!name.endsWith(CHECKSUMS) || !/^[\w-]*$/.test(checksums)) return [];
  return [
    {
      checkoutId,
      variablePrefix: name.slice(0, -CHECKSUMS.length),
      checksums: new Set(checksums.match(new RegExp(`.{${CHECKSUM_LENGTH}}`, "g"))),
    },
  ];
}

/** 36 bits: enough to distinguish values of one variable. */
const CHECKSUM_LENGTH = 6;

function checksumOf(name: string, value: string): string {
  return createHash("sha256").update(`${name}=${value}`).digest("base64url").slice(0, CHECKSUM_LENGTH);
}

const IN_EVERY_SET = new RegExp(
  [
    "^(?:POSTGRES_(?:HOST|PORT|USER|PASSWORD|DB)|REDIS_(?:HOST|PORT|URL)|DATABASE_URL",
    "DB_(?:HOST|PORT|USER|PASSWORD|NAME)|PG(?:HOST|PORT|USER|PASSWORD|DATABASE)",
    "\\w+_(?:PG_(?:HOST|PORT|USER|PASSWORD|DB|VOLUME|IMAGE)|REDIS_(?:HOST|PORT|IMAGE)|INFRA_NETWORK))$",
  ].join("|"),
);
