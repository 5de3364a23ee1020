import fc from "fast-check";
import { expect, test } from "vitest";
import { formatLedgerCopy, parseLedgerCopy } from "./ledger-file.js";

const checksum = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `sha256:${Buffer.from(bytes).toString("hex")}`);
const filename = fc
  .string({ unit: "binary", minLength: 1 })
  .filter((name) => !/[\0/\\]/.test(name) && !/\p{Surrogate}/u.test(name));
const date = fc.date({ min: new Date(0), max: new Date("9999-01-01"), noInvalidDate: true });
const row = fc.record({ filename, checksum, appliedAt: date.map((at) => at.toISOString()) });

test("what is written is read back", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: (entry) => entry.filename }),
      fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String), { nil: undefined }),
      (applied, systemIdentifier) => {
        const copy = {
          version: 1 as const,
          ...(systemIdentifier && { systemIdentifier, database: "d" }),
          applied,
        };
        expect(parseLedgerCopy(formatLedgerCopy(copy))).toEqual(copy);
      },
    ),
  );
});

const SOUND = {
  filename: "001_a.sql",
  checksum: `sha256:${"a".repeat(64)}`,
  appliedAt: "2025-09-28T12:34:56Z",
};

test.each([
  ['{\n"version": 1,\n"applied": [{} {}]}', "is not JSON", "line 3"],
  ['{"version":1}', "is not a ledger", "applied"],
  ['{"version":2,"applied":[]}', "is not a ledger", "version"],
  [
    JSON.stringify({ version: 1, applied: [{ ...SOUND, checksum: "md5:1" }] }),
    "applied.0.checksum",
    "sha256",
  ],
  [JSON.stringify({ version: 1, applied: [SOUND, SOUND] }), "is not a ledger", "listed twice"],
  [JSON.stringify({ version: 1, applied: [], extra: 1 }), "is not a ledger", "extra"],
])("%s is no ledger, and why is told", (text, ...words) => {
  const result = parseLedgerCopy(text);
  if (!("fault" in result)) throw new Error("it was read");
  for (const word of words) expect(result.fault).toContain(word);
});

test("the ledger of the first seed is read", () => {
  expect(parseLedgerCopy(JSON.stringify({ version: 1, applied: [SOUND] }))).toEqual({
    version: 1,
    applied: [SOUND],
  });
});
