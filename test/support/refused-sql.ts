import { realStatements, type RealAnswer, type Span } from "./real-parser.js";

/** Text of which the real parser takes all that is left. */
export interface AcceptedSql {
  text: string;
  statements: readonly Span[];
  /** What was blanked out, in the words of the parser. */
  refused: readonly { line: number; message: string }[];
}

/** PostgreSQL's own tests are full of deliberate mistakes: statements that the parser refuses are blanked out, one by one. */
export function withoutRefusedStatements(text: string): AcceptedSql {
  const refused: { line: number; message: string }[] = [];
  let rest = text;
  for (;;) {
    const answer = realStatements(rest);
    if (answer.kind === "parsed") return { text: rest, statements: answer.statements, refused };
    const { offset, message } = answer.refusal;
    refused.push({ line: rest.slice(0, offset).split("\n").length, message });
    const { start, end } = refusedStatement(rest, answer);
    rest = rest.slice(0, start) + rest.slice(start, end).replaceAll(/[^\n]/g, " ") + rest.slice(end);
  }
}

function refusedStatement(text: string, answer: Exclude<RealAnswer, { kind: "parsed" }>): Span {
  const { offset } = answer.refusal;
  // A refusal at the semicolon lies behind the statement.
  const found =
    answer.kind === "tokens" ? answer.statements.findLast(({ start }) => start <= offset) : undefined;
  return found ?? linesWithSemicolon(text, offset);
}

/** Without tokens: from behind the line before that ends with a semicolon to the end of the next one that does. */
function linesWithSemicolon(text: string, offset: number): Span {
  const ends = [...text.matchAll(/;[ \t]*(?:--.*)?$/gm)].map((match) => match.index + match[0].length);
  return {
    start: ends.findLast((end) => end < offset) ?? 0,
    end: ends.find((end) => end >= offset) ?? text.length,
  };
}
