import { printParseErrorCode, visit, type JSONVisitor } from "jsonc-parser";
import { FileProblem } from "./file-problem.js";

/**
 * Reads JSON with comments and trailing commas. Messages name the place and never quote the file, which may hold a password.
 *
 * @throws FileProblem with the place of the first mistake; two values with one key are a mistake
 */
export function parseJson(text: string): unknown {
  const content = text.replace(/^\ufeff/, "");
  const root: unknown[] = [];
  visit(content, strictVisitor(content, root), { allowTrailingComma: true });
  return root[0];
}

const MAX_DEPTH = 100;

type Container =
  | { close: "]"; value: unknown[] }
  | { close: "}"; value: Record<string, unknown>; key: string; places: Map<string, number> };

/** Puts the value in `root`. Stops at the first mistake, where the parser itself would continue. */
function strictVisitor(text: string, root: unknown[]): JSONVisitor {
  const path: Container[] = [];
  let expected = "a value";
  const fail = (offset: number, message: string): never => {
    throw new FileProblem(`is not valid JSON at ${placeOf(text, offset)}: ${message}`);
  };
  const add = (value: unknown) => {
    const inside = path.at(-1);
    if (inside?.close === "}") inside.value[inside.key] = value;
    else (inside?.value ?? root).push(value);
    expected = inside === undefined ? "nothing more" : `, or ${inside.close}`;
  };
  const open = (container: Container, offset: number) => {
    if (path.length === MAX_DEPTH) fail(offset, "nested too deeply");
    path.push(container);
    expected = container.close === "}" ? KEY : "a value";
  };
  const close = (offset: number) => {
    // Also called where the closing bracket is missing.
    if (text[offset] === path.at(-1)?.close) add(path.pop()?.value);
  };
  return {
    onObjectBegin: (offset) => open({ close: "}", value: {}, key: "", places: new Map() }, offset),
    onArrayBegin: (offset) => open({ close: "]", value: [] }, offset),
    onObjectEnd: close,
    onArrayEnd: close,
    onLiteralValue: add,
    onObjectProperty: (key, offset) => {
      const inside = path.at(-1);
      if (inside?.close !== "}") return;
      // It would set the prototype.
      if (key === "__proto__") fail(offset, "the key __proto__ is not allowed");
      const before = inside.places.get(key);
      if (before !== undefined) throw duplicate(text, { key, offset, before });
      inside.places.set(key, offset);
      inside.key = key;
      expected = ":";
    },
    onSeparator: (separator) =>
      (expected = separator === "," && path.at(-1)?.close === "}" ? KEY : "a value"),
    onError: (code, offset) => {
      const name = printParseErrorCode(code);
      const inText = MISTAKES_IN_TEXT[name];
      if (name === "UnexpectedEndOfComment") fail(offset, "the comment is never closed");
      if (inText !== undefined) fail(endOfSoundText(text, offset), inText);
      fail(offset, `expected ${expected}, found ${characterAt(text, offset)}`);
    },
  };
}

const KEY = "a key in double quotes";

const MISTAKES_IN_TEXT: Readonly<Record<string, string>> = {
  UnexpectedEndOfString: 'expected " at the end of the text',
  InvalidCharacter: "a control character in text has to be escaped",
  InvalidEscapeCharacter: "unknown escape in text",
  InvalidUnicode: "unknown escape in text",
};

/** The parser reports where the text begins. */
function endOfSoundText(text: string, start: number): number {
  // oxlint-disable-next-line no-control-regex -- JSON forbids exactly these inside a string
  const sound = /"(?:[^"\\\u0000-\u001f]+|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*/y;
  sound.lastIndex = start;
  return sound.test(text) ? sound.lastIndex : start;
}

function characterAt(text: string, offset: number): string {
  const [found] = text.slice(offset, offset + 2);
  return found === undefined ? "the end" : JSON.stringify(found);
}

function duplicate(
  text: string,
  { key, offset, before }: { key: string; offset: number; before: number },
): FileProblem {
  const { line } = positionOf(text, before);
  return new FileProblem(
    `has one key twice at ${placeOf(text, offset)}: the key ${JSON.stringify(key)} is already set at line ${line}`,
  );
}

function placeOf(text: string, offset: number): string {
  const { line, column } = positionOf(text, offset);
  return `line ${line}, column ${column}`;
}

/** Both count from 1. */
function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split(/\r\n?|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}
