import { expect, test } from "vitest";
import type { LedgerFile } from "./ledger-file.js";
import type { DatabaseState } from "./ledger-table.js";
import { resolveLedger } from "./ledger.js";

const ROW = {
  filename: "001_a.sql",
  checksum: `sha256:${"a".repeat(64)}`,
  appliedAt: "2025-09-28T12:34:56Z",
};
const OLD: LedgerFile = { kind: "read", text: "", copy: { version: 1, applied: [ROW] } };
const OWN: LedgerFile = {
  kind: "read",
  text: "",
  copy: { version: 1, systemIdentifier: "7", database: "d", applied: [ROW] },
};
const CORRUPT: LedgerFile = { kind: "corrupt", text: "", fault: "is not JSON" };
const EMPTY = { kind: "absent", isEmptyDatabase: true } as const;
const FILLED = { kind: "absent", isEmptyDatabase: false } as const;

function resolve(table: DatabaseState["table"], file: LedgerFile, database = "d") {
  return resolveLedger({
    database: { systemIdentifier: "7", database, extensions: [], table },
    rows: [],
    file,
    ledgerFile: "/p/ledger.json",
    sources: [],
    toolVersion: "1",
  });
}

test("an old ledger is imported into a database that holds something, and nowhere else", () => {
  expect(resolve(FILLED, OLD)).toMatchObject({ entries: [ROW], tableIsMissing: true, problems: [] });
  expect(resolve(EMPTY, OLD)).toMatchObject({ entries: [], tableIsMissing: true, problems: [] });
  expect(resolve({ kind: "ours", keepsContent: true }, OLD)).toMatchObject({
    entries: [],
    tableIsMissing: false,
  });
});

test("this database's own copy never stands in for its table", () => {
  expect(resolve(FILLED, OWN).problems).toMatchObject([{ kind: "ledger-file" }]);
  expect(resolve(EMPTY, OWN)).toMatchObject({ entries: [], problems: [] });
});

test("the copy of another database is ignored with a warning", () => {
  for (const table of [FILLED, EMPTY, { kind: "ours", keepsContent: true } as const]) {
    const ledger = resolve(table, OWN, "another");
    expect(ledger).toMatchObject({ entries: [], problems: [] });
    expect(ledger.warnings).toHaveLength(1);
  }
});

test("a corrupt copy is a problem without a table and a warning beside it", () => {
  expect(resolve(FILLED, CORRUPT).problems).toMatchObject([{ kind: "ledger-file" }]);
  expect(resolve({ kind: "ours", keepsContent: true }, CORRUPT)).toMatchObject({
    problems: [],
    warnings: [expect.any(String)],
  });
});

test("another tool's table stops everything", () => {
  expect(resolve({ kind: "foreign", fault: "it is a view" }, OLD)).toMatchObject({
    entries: [],
    problems: [{ kind: "foreign-table" }],
  });
});
