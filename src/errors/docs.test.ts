import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ERROR_CODES } from "./codes.js";

const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
const headings = [...page.matchAll(/^##+ (.+)$/gm)].map(([, heading = ""]) => heading);
const anchors = new Set(headings.map(gitHubAnchor));

test.each(Object.entries(ERROR_CODES))(
  "%s has a section, named in the overview",
  (name, { anchor, exitCode }) => {
    expect(anchors).toContain(anchor);
    const row = page.split("\n").find((line) => line.startsWith("| ") && line.includes(`\`${name}\``));
    expect(row).toContain(`(#${anchor})`);
    expect(row).toMatch(new RegExp(`^\\|.*\\b${exitCode}\\b.*\\| .*\`${name}\``));
  },
);

test("the page has no section that no error leads to", () => {
  const wanted = new Set<string>(Object.values(ERROR_CODES).map(({ anchor }) => anchor));
  expect([...anchors].filter((anchor) => !wanted.has(anchor))).toEqual([]);
});

/** GitHub's rule for plain headings: lower case, punctuation dropped, each space a hyphen. */
function gitHubAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- ]/gu, "")
    .replaceAll(" ", "-");
}
