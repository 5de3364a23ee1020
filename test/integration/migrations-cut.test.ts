import fc from "fast-check";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scanSql } from "../../src/migrations/sql/scanner.js";
import { blank, quoted } from "../support/sql-literals.js";
import { TemporaryProject } from "../support/temporary-project.js";

let project: TemporaryProject;
let sql: postgres.Sql;

beforeAll(async () => {
  project = await TemporaryProject.create();
  await project.succeed("up");
  const { DATABASE_URL = "" } = await project.variables();
  sql = postgres(DATABASE_URL, { max: 1, onnotice: () => undefined });
});

afterAll(async () => {
  await sql.end();
  await project[Symbol.asyncDispose]();
});

test("statements sent one by one give the server's answers to the whole text", async () => {
  const literal = fc.oneof(quoted(), continued());
  const statement = fc
    .tuple(blank(), literal, fc.constantFrom(";", " ;", ";;", "/* ; */;"))
    .map(([space, value, end]) => `select${space}${value}${end}`);
  await fc.assert(
    fc.asyncProperty(
      fc.array(statement, { minLength: 1, maxLength: 6 }),
      blank(),
      async (statements, gap) => {
        const text = statements.join(gap);
        const apart: unknown[] = [];
        for (const { start, end } of scanSql(text).statements)
          apart.push(...(await values(text.slice(start, end))));
        expect(apart).toHaveLength(statements.length);
        expect(apart).toEqual(await values(text));
      },
    ),
    { numRuns: 300 },
  );
});

/** Literals in parts, with comments in between: what follows is read by the rules of the first part. */
function continued(): fc.Arbitrary<string> {
  const gap = fc.constantFrom("\n", " -- ; it's\n", "--\r", " \n--'\n\t", "-- a\n-- b\r\n");
  const [plain, escaped] = [
    fc.constantFrom("", "a;", "\\", "--"),
    fc.constantFrom("", "\\'", "\\';", "\\\\", "''"),
  ];
  return fc.oneof(
    fc.tuple(plain, gap, plain).map(([first, between, second]) => `'${first}'${between}'${second}'`),
    fc.tuple(escaped, gap, escaped).map(([first, between, second]) => `E'${first}'${between}'${second}'`),
    fc.tuple(escaped, gap, gap).map(([first, one, two]) => `e'${first}'${one}''${two}'\\'x'`),
  );
}

/** The one value of each statement. */
async function values(text: string): Promise<unknown[]> {
  const answer = await sql.unsafe(text).simple().values();
  const results = (Array.isArray(answer[0]?.[0]) ? answer : [answer]) as unknown[][][];
  return results.map((rows) => rows[0]?.[0]);
}
