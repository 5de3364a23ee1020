import { expect, test } from "vitest";
import { ownSequence, shownText, terminalText } from "./own-sequences.js";
import { createStyle } from "./style.js";
import { visibleWidth } from "./width.js";

const style = createStyle(true);

test("infra's own colours work, those in the text are spelled out", () => {
  const painted = style.bad("\u001b[32mall is well\u001b[0m");
  expect(terminalText(painted)).toBe(String.raw`${"\u001b[31m"}\x1b[32mall is well\x1b[0m${"\u001b[39m"}`);
});

test("line breaks and tabs are layout, a carriage return only before a line break", () => {
  expect(terminalText("a\tb\r\nc\rd\n")).toBe("a\tb\nc\\x0dd\n");
});

test("what begins an own sequence differs in each process and cannot be guessed", () => {
  expect(ownSequence("[0m")).toMatch(/^.[\da-f-]{36}\[0m$/u);
});

test("text is as wide as it is shown", () => {
  const text = style.good("a\u001bb");
  expect(shownText(text)).toBe(String.raw`a\x1bb`);
  expect(visibleWidth(text)).toBe(6);
});
