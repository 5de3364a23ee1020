import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines } from "./line-diff.js";

test("a changed line stands between its neighbours", () => {
  expect(diffLines("a\nb\nc\nd\ne\nf", "a\nb\nc\nD\ne\nf")).toEqual([
    "@@ -2,5 +2,5 @@",
    " b",
    " c",
    "-d",
    "+D",
    " e",
    " f",
  ]);
});

test("changes far apart are hunks of their own", () => {
  const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const after = before.with(2, "two").toSpliced(17, 1);
  expect(diffLines(before.join("\n"), after.join("\n"))).toEqual([
    "@@ -1,5 +1,5 @@",
    " line 0",
    " line 1",
    "-line 2",
    "+two",
    " line 3",
    " line 4",
    "@@ -16,5 +16,4 @@",
    " line 15",
    " line 16",
    "-line 17",
    " line 18",
    " line 19",
  ]);
});

test("nothing differs, and everything does", () => {
  expect(diffLines("a\nb", "a\nb")).toEqual([]);
  expect(diffLines("a", "b")).toEqual(["@@ -1,1 +1,1 @@", "-a", "+b"]);
  const many = (word: string) => Array.from({ length: 3000 }, (_, index) => word + index).join("\n");
  expect(diffLines(many("a"), many("b"))).toHaveLength(6001);
});

test("applied to the old text it gives the new one, and no shorter way exists", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 12 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = diffLines(before, after);
      expect(patched(before, diff)).toBe(after);
      const changes = diff.filter((line) => line.startsWith("-") || line.startsWith("+")).length;
      expect(changes).toBe(fewestChanges(before.split("\n"), after.split("\n")));
    }),
    { numRuns: 2000 },
  );
});

/** As `patch` does it: by the hunks' line numbers. */
function patched(text: string, diff: readonly string[]): string {
  const old = text.split("\n");
  const result: string[] = [];
  let at = 0;
  for (const line of diff) {
    const head = /^@@ -(\d+),(\d+) /.exec(line);
    if (head) {
      const start = Number(head[1]) - (head[2] === "0" ? 0 : 1);
      result.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith("+")) result.push(line.slice(1));
    else {
      expect(old[at]).toBe(line.slice(1));
      if (line.startsWith(" ")) result.push(line.slice(1));
      at += 1;
    }
  }
  return [...result, ...old.slice(at)].join("\n");
}

/** The textbook's table, as the judge. */
function fewestChanges(before: readonly string[], after: readonly string[]): number {
  let row = after.map(() => 0);
  row.push(0);
  for (const line of before) {
    const next = [0];
    for (const [index, other] of after.entries()) {
      next.push(line === other ? (row[index] ?? 0) + 1 : Math.max(next[index] ?? 0, row[index + 1] ?? 0));
    }
    row = next;
  }
  return before.length + after.length - 2 * (row.at(-1) ?? 0);
}
