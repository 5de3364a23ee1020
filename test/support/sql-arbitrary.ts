import fc from "fast-check";
import { blank, dollarQuoted, nastyCharacter, nastyText, operator, quoted } from "./sql-literals.js";

/**
 * SQL text made to mislead: every lexical form of PostgreSQL, well-formed, broken off or run together with its neighbours.
 * About half of it is grammatical.
 */
export function sqlText(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: grammatical() },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(anyPiece(), glue()), { maxLength: 14 })
        .map((parts) => parts.flat().join("")),
    },
    { weight: 1, arbitrary: fc.string({ unit: nastyCharacter(), maxLength: 40 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(grammatical(), anyPiece(), grammatical()).map((parts) => parts.join("")),
    },
  );
}

function grammatical(): fc.Arbitrary<string> {
  const separated = fc.tuple(
    statement(),
    fc.option(blank(), { nil: "" }),
    fc.constantFrom(";", ";;", "; ;"),
    blank(),
  );
  return fc
    .tuple(
      fc.option(blank(), { nil: "" }),
      fc.array(separated, { maxLength: 4 }),
      fc.option(statement(), { nil: "" }),
    )
    .map(([before, statements, last]) => [before, ...statements.flat(), last].join(""));
}

/** One that the real grammar takes, nearly always. */
function statement(): fc.Arbitrary<string> {
  const e = expression();
  const body = fc
    .array(bodyStatement(), { maxLength: 3 })
    .map((all) => all.map((one) => `${one};`).join(" "));
  return fc.oneof(
    {
      weight: 3,
      arbitrary: template("select % as %", e, fc.constantFrom("case", '"end"', "x", "begin", "end")),
    },
    template("update t set a = %", e),
    template("create rule r as on insert to t do (select %; select %)", e, e),
    template("create % f(a int default %) returns int begin atomic % end", routine(), e, body),
    template(
      "create % f() begin atomic create % g() begin atomic % end; % end",
      routine(),
      routine(),
      body,
      body,
    ),
    template("create function begin() returns atomic as % language sql", dollarQuoted(nastyText())),
    template("do %", dollarQuoted(nastyText())),
    fc.constantFrom(
      "begin",
      "end",
      "begin transaction",
      "select 1 end",
      "select a.end",
      "table atomic",
      "select case",
    ),
  );
}

function routine(): fc.Arbitrary<string> {
  return fc.constantFrom("function", "procedure", "or replace function", "OR/**/REPLACE procedure");
}

function bodyStatement(): fc.Arbitrary<string> {
  return fc.oneof(
    template("select %", expression()),
    fc.constantFrom(
      "",
      "select 1 case",
      "select 2 as end",
      "select x.end",
      "select case when a then b end end",
      "RETURN 1",
    ),
  );
}

function expression(): fc.Arbitrary<string> {
  const { tree } = fc.letrec<{ tree: string }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.oneof(
        quoted(),
        fc.constantFrom("1_000", "0x1F", "1.", ".5", "1e-5", "$1", "a$", "é", "(1)", "x$y$"),
      ),
      template("case when % then % end", tie("tree"), tie("tree")),
      template("% % %", tie("tree"), operator(), tie("tree")),
      template("(select % %)", tie("tree"), blank()),
      template('U&"%"', fc.constantFrom("x", "d\\0061t", ";", "--")),
      template('"%"', fc.constantFrom("x", 'a""b', ";", "$$", "/*", "\\", "'")),
    ),
  }));
  return tree;
}

/** Put together with blanks where a space stands in the template. */
function template(text: string, ...holes: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const parts = text.split(" ");
  return fc
    .tuple(fc.tuple(...holes), fc.array(blank(), { minLength: parts.length, maxLength: parts.length }))
    .map(([values, blanks]) => {
      let next = 0;
      return parts
        .map(
          (part, at) =>
            part.replaceAll("%", () => values[next++] ?? "") +
            (at < parts.length - 1 ? (blanks[at] ?? "") : ""),
        )
        .join("");
    });
}

/** Complete or not, sense or not. */
function anyPiece(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 2, arbitrary: quoted() },
    { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...SIGNS),
    },
    operator(),
    blank(),
    fc.constantFrom(...OPENINGS),
    statement(),
  );
}

function glue(): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant("") }, fc.constant(" "), blank());
}

const SIGNS = String.raw`; ; ( ) [ ] , . .. : :: := => \ \;`.split(" ");
const WORDS = [
  ..."select create or replace function procedure begin BEGIN atomic end END case when then as table".split(
    " ",
  ),
  ..."e E u& U& n b x é ünï x$y$ a$ a$b$c _1 \u00a0 \u00a0$$ \u2003 \ufeff \u212a 💥 en\u212ad".split(" "),
  "begin atomic",
  "create function f() begin atomic",
];
const NUMBERS =
  "1 0 1_000 1__0 0x1F 0xG 0b1 0o7 1. 1.. 1..2 1..x$y$ .5 1.5e3 1e5 1e 1e- 1e--5 1a 1é $1 $1a $1$$ 1$$ 1$a$".split(
    " ",
  );
const OPENINGS = `' E' U&' U&" " B' X' N' $$ $a$ $é$ $\u00a0$ $1$ /* */ -- /*/* ""`.split(" ");
