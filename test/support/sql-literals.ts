import fc from "fast-check";

/** Literals that are complete, in every notation. */
export function quoted(): fc.Arbitrary<string> {
  const text = fc.string({ unit: nastyCharacter(), maxLength: 8 });
  const plain = text.map((inside) => inside.replaceAll("'", "''"));
  return fc.oneof(
    plain.map((inside) => `'${inside}'`),
    plain.map((inside) => `N'${inside}'`),
    plain.map((inside) => `U&'${inside.replaceAll("\\", "\\\\")}'`),
    fc.tuple(plain, plain, lineBreak()).map(([first, second, gap]) => `'${first}'${gap}'${second}'`),
    fc.tuple(escaped(), escaped(), lineBreak()).map(([first, second, gap]) => `E'${first}'${gap}'${second}'`),
    escaped().map((inside) => `e'${inside}'`),
    fc.constantFrom("B'01'", "b''", "X'1f'", "x'0'\n'1'"),
    dollarQuoted(text),
  );
}

/** Words and signs that end no statement by themselves; strings and comments full of what would. */
export function blank(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(" ", "\n", "\r\n", "\r", "\t", "\v", "\f", "\n\n ") },
    fc
      .string({ unit: nastyCharacter(), maxLength: 6 })
      .map((text) => `--${text.replaceAll(/[\n\r]/g, "")}\n`),
    blockComment(),
  );
}

/** Signs, and among them by chance the beginning of a comment. */
export function operator(): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...Array.from("+-*/<>=~!@#%^&|`?")), minLength: 1, maxLength: 4 });
}

function blockComment(): fc.Arbitrary<string> {
  const inside = nastyText().map((text) => text.replaceAll(/[*/]/g, ""));
  return fc.tuple(inside, inside, inside).map(([a, b, c]) => `/*${a}/**${b}*/${c}**/`);
}

export function dollarQuoted(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom("", "a", "q_1", "é"), text)
    .map(([tag, inside]) => `$${tag}$${inside.replaceAll(`$${tag}$`, "").replace(/\$\w*$/u, "")} $${tag}$`);
}

/** Inside an escape string. */
function escaped(): fc.Arbitrary<string> {
  const pieces = fc.constantFrom(
    ...String.raw`\' '' \\ \n \x41 \101 \u0041 ; " $$ -- /* é 💥`.split(" "),
    "\\\n",
  );
  return fc.array(pieces, { maxLength: 6 }).map((all) => all.join(""));
}

/** Between the parts of one literal. */
function lineBreak(): fc.Arbitrary<string> {
  return fc.constantFrom("\n", "\r", " \n\t", "\n \r\n", "\f\n\v");
}

/** Full of what begins, ends or escapes something. */
export function nastyText(): fc.Arbitrary<string> {
  return fc.string({ unit: nastyCharacter(), maxLength: 8 });
}

export function nastyCharacter(): fc.Arbitrary<string> {
  return fc.constantFrom(
    ...Array.from(`'"$;\\-/*\n\r()aeE&uU1_. `),
    "$$",
    "é",
    "💥",
    "\v",
    "\f",
    "\u00a0",
    "\u0001",
    "begin",
    "end",
  );
}
