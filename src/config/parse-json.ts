import { FileProblem } from "./file-problem.js";
import { findJsonMistake } from "./json-position.js";

/** @throws FileProblem with the place of the first mistake */
export function parseJson(text: string): unknown {
  const content = text.replace(/^\ufeff/, "");
  const mistake = findJsonMistake(content);
  if (mistake === undefined) return JSON.parse(content);
  const { line, column, message, isDuplicate } = mistake;
  const what = isDuplicate ? "has one key twice" : "is not valid JSON";
  throw new FileProblem(`${what} at line ${line}, column ${column}: ${message}`);
}
