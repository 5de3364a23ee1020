import { SETTING_KEYS } from "./variables.js";

/** `; did you mean postgres.port?` when an unknown key is near a real one, else nothing. */
export function suggestKey(unknown: string): string {
  if (unknown.length > MAX_LENGTH) return "";
  const leaf = leafOf(unknown).toLowerCase();
  const elsewhere = SETTING_KEYS.filter((key) => leafOf(key).toLowerCase() === leaf);
  const near = [elsewhere, nearest(unknown, (key) => key), nearest(leaf, leafOf)].find(
    (keys) => keys.length > 0,
  );
  return near === undefined ? "" : `; did you mean ${near.join(" or ")}?`;
}

/** No key is near one that is much longer, and the comparison takes time. */
const MAX_LENGTH = 100;

/** Keys whose `part` is the fewest letters away from `text`, if that is near at all. */
function nearest(text: string, part: (key: string) => string): string[] {
  // Groups count as well: `postgress` is a misspelt group, not a misspelt setting.
  const groups = new Set(
    SETTING_KEYS.filter((key) => key.includes(".")).map((key) => key.split(".")[0] ?? key),
  );
  const near = [...SETTING_KEYS, ...groups]
    .map((key) => ({ key, distance: editDistance(text.toLowerCase(), part(key).toLowerCase()) }))
    .filter(({ key, distance }) => distance <= Math.max(2, Math.floor(leafOf(key).length / 3)));
  const smallest = Math.min(...near.map(({ distance }) => distance));
  return near.filter(({ distance }) => distance === smallest).map(({ key }) => key);
}

function leafOf(key: string): string {
  return key.split(".").at(-1) ?? key;
}

/** Levenshtein distance: letters to add, drop or change. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(from).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(to).entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
