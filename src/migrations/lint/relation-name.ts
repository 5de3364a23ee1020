import { quoteIdentifier } from "../../postgres/quote.js";

/** Quoted only where need be, as names are in what the rules say. */
export function plainName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}

/** `players` of `game.players`; quoted names with dots in them are not split. */
export function lastPart(relation: string): string {
  return /^[a-z_][a-z0-9_]*\.(.+)$/.exec(relation)?.[1] ?? relation;
}
