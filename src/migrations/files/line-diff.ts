/** The kind of change of a line. */
type Edit = { sign: " " | "-" | "+"; line: string };

/**
 * How `after` differs from `before`, in the lines of a unified diff (`@@ -1,3 +1,4 @@`, then ` `, `-` or `+` and the line)
 * without file names. Empty when nothing differs.
 */
export function diffLines(before: string, after: string): string[] {
  const edits = editsBetween(before.split("\n"), after.split("\n"));
  return hunksOf(edits).flatMap(({ from, to }) => [
    headOf(edits, from, to),
    ...edits.slice(from, to).map(({ sign, line }) => sign + cut(line)),
  ]);
}

const CONTEXT_LINES = 2;
const MAX_WIDTH = 200;

function editsBetween(before: readonly string[], after: readonly string[]): Edit[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return [
    ...signed(" ", before.slice(0, head)),
    ...shortestEdits(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...signed(" ", before.slice(before.length - tail)),
  ];
}

function signed(sign: Edit["sign"], lines: readonly string[]): Edit[] {
  return lines.map((line) => ({ sign, line }));
}

/** Above this number of changed lines, a shorter script is not useful, and the search for it takes time and memory. */
const MAX_EDITS = 500;

/**
 * Myers, "An O(ND) Difference Algorithm" (1986): `reach[k]` is how far into `before` one gets on diagonal k with the
 * edits so far; the states passed through are kept to walk back.
 */
function shortestEdits(before: readonly string[], after: readonly string[]): Edit[] {
  const trail: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  for (let edits = 0; edits <= MAX_EDITS; edits += 1) {
    trail.push(reach);
    const next = new Map(reach);
    for (let k = -edits; k <= edits; k += 2) {
      let x = comesFromAbove(reach, k, edits) ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x += 1;
      next.set(k, x);
      if (x >= before.length && x - k >= after.length) return walkBack(trail, before, after);
    }
    reach = next;
  }
  return [...signed("-", before), ...signed("+", after)];
}

/** Is the last edit on this diagonal an added line, rather than a removed one? */
function comesFromAbove(reach: ReadonlyMap<number, number>, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && (reach.get(k - 1) ?? 0) < (reach.get(k + 1) ?? 0));
}

function walkBack(
  trail: readonly ReadonlyMap<number, number>[],
  before: readonly string[],
  after: readonly string[],
): Edit[] {
  const edits: Edit[] = [];
  let x = before.length;
  let y = after.length;
  for (let count = trail.length - 1; count >= 0; count -= 1) {
    const reach = trail[count] ?? new Map<number, number>();
    const k = x - y;
    const isAdded = comesFromAbove(reach, k, count);
    const fromX = reach.get(isAdded ? k + 1 : k - 1) ?? 0;
    const fromY = fromX - (isAdded ? k + 1 : k - 1);
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x -= 1;
      y -= 1;
      edits.push({ sign: " ", line: before[x] ?? "" });
    }
    if (count === 0) break;
    edits.push(isAdded ? { sign: "+", line: after[fromY] ?? "" } : { sign: "-", line: before[fromX] ?? "" });
    x = fromX;
    y = fromY;
  }
  return edits.toReversed();
}

/** Stretches of edits with their context; those whose contexts touch are one. */
function hunksOf(edits: readonly Edit[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [index, { sign }] of edits.entries()) {
    if (sign === " ") continue;
    const from = Math.max(0, index - CONTEXT_LINES);
    const to = Math.min(edits.length, index + CONTEXT_LINES + 1);
    const last = hunks.at(-1);
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function headOf(edits: readonly Edit[], from: number, to: number): string {
  const range = (other: Edit["sign"], sign: string) => {
    const count = (some: readonly Edit[]) => some.filter((edit) => edit.sign !== other).length;
    const lines = count(edits.slice(from, to));
    const start = count(edits.slice(0, from)) + (lines > 0 ? 1 : 0);
    return `${sign}${start},${lines}`;
  };
  return `@@ ${range("+", "-")} ${range("-", "+")} @@`;
}

function cut(line: string): string {
  return line.length > MAX_WIDTH ? `${line.slice(0, MAX_WIDTH)}…` : line;
}
