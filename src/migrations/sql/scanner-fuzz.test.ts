import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import {
  isReadable,
  loadRealParser,
  realStatements,
  type RealAnswer,
  type Span,
} from "../../../test/support/real-parser.js";
import { sqlText } from "../../../test/support/sql-arbitrary.js";
import { scanSql } from "./scanner.js";

// INFRA_FUZZ_RUNS=100000 tries more; a failure prints seed and path, INFRA_FUZZ_SEED repeats it.
const numRuns = Number(process.env["INFRA_FUZZ_RUNS"] ?? 2000);
const seed = process.env["INFRA_FUZZ_SEED"];

beforeAll(loadRealParser);

test("any text is cut where PostgreSQL's own parser cuts it", { timeout: 600_000 }, () => {
  const seen: Record<RealAnswer["kind"], number> = { parsed: 0, tokens: 0, unreadable: 0 };
  fc.assert(
    fc.property(sqlText(), (text) => {
      fc.pre(!CONTINUED_BEHIND_COMMENT.test(text));
      const real = realStatements(text);
      seen[real.kind] += 1;
      const ours = scanSql(text).statements.map(({ start, end }) => ({ start, end }));
      if (real.kind === "unreadable") expectMistakeSent(text, ours);
      else expect(ours).toEqual(real.statements);
    }),
    { numRuns, ...(seed !== undefined && { seed: Number(seed) }) },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(numRuns / 20);
});

/** What comes before a mistake is cut as if nothing came after it; the mistake is in a statement, and so the server refuses it. */
function expectMistakeSent(text: string, ours: readonly Span[]): void {
  const mistaken = ours.findIndex(({ start, end }) => !isReadable(text.slice(start, end)));
  expect(mistaken).toBeGreaterThanOrEqual(0);
  expect(realStatements(text.slice(0, ours[mistaken]?.start))).toMatchObject({
    statements: ours.slice(0, mistaken),
  });
}

/**
 * An escape string may go on behind a comment. The library's lexer, which makes a token of each comment, forgets so; the
 * integration suite asks a server.
 */
const CONTINUED_BEHIND_COMMENT = /[eE]'(?:[^'\\]|\\[^]|'')*'\s*(?:--[^\n\r]*\s+)+'/;
