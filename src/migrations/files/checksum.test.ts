import fc from "fast-check";
import { expect, test } from "vitest";
import { checksumsOf, isUnchanged } from "./checksum.js";

function file(text: string) {
  const bytes = Buffer.from(text);
  return { bytes, ...checksumsOf(bytes) };
}

const line = fc.string({ unit: fc.constantFrom("a", "é", " ", ";") });
const text = fc.array(line).map((lines) => lines.join("\n"));

/** The same text as a checkout elsewhere may have it. */
function forms(lf: string): string[] {
  const crlf = lf.replaceAll("\n", "\r\n");
  return [lf, crlf, `\uFEFF${lf}`, `\uFEFF${crlf}`];
}

test("line ends and BOM alone are no change, whatever was recorded", () => {
  fc.assert(
    fc.property(text, (lf) => {
      for (const recorded of forms(lf).map(file)) {
        for (const now of forms(lf).map(file)) {
          expect(isUnchanged(recorded, now)).toBe(true);
          expect(isUnchanged({ checksum: recorded.checksum, contentChecksum: null }, now)).toBe(true);
        }
      }
    }),
  );
});

test("any other difference is a change", () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      fc.pre(a !== b);
      for (const now of forms(b).map(file)) {
        expect(isUnchanged(file(a), now)).toBe(false);
        expect(isUnchanged({ checksum: file(a).checksum, contentChecksum: null }, now)).toBe(false);
      }
    }),
  );
});

test("the recorded checksum is that of the raw bytes", () => {
  expect(file("").checksum).toBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(file("a\r\n").checksum).not.toBe(file("a\n").checksum);
});
