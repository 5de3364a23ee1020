import { identifierOf } from "../sql/identifiers.js";
import { tokenAt, type Token } from "../sql/lexer.js";
import { quoteIdentifier } from "../../postgres/quote.js";

/** A token that counts: words in lower case, quoted names and everything else as they stand. */
interface Lexeme {
  text: string;
  /** How many parentheses it stands in; a parenthesis stands outside of itself. */
  depth: number;
  isName: boolean;
}

/** A piece of a statement, read from left to right. */
export class TokenCursor {
  readonly #lexemes: readonly Lexeme[];
  #at = 0;

  constructor(lexemes: readonly Lexeme[]) {
    this.#lexemes = lexemes;
  }

  static of(sql: string): TokenCursor {
    return new TokenCursor(lexemesOf(sql));
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#lexemes.length;
  }

  /** Goes past these words if they come next. */
  take(...words: readonly string[]): boolean {
    const isNext = words.every((word, index) => this.#lexemes[this.#at + index]?.text === word);
    if (isNext) this.#at += words.length;
    return isNext;
  }

  /** Goes past one of these, and says which. */
  takeOneOf<Word extends string>(...words: readonly Word[]): Word | undefined {
    return words.find((word) => this.take(word));
  }

  /** Goes past whatever comes next, and says it; empty at the end. */
  takeWord(): string {
    this.#at += 1;
    return this.#lexemes[this.#at - 1]?.text ?? "";
  }

  /** Goes past a name, and says it as SQL would: `game.players`, `"Big Table"`. */
  takeName(): string | undefined {
    const parts: string[] = [];
    for (;;) {
      const lexeme = this.#lexemes[this.#at];
      if (lexeme?.isName !== true) break;
      parts.push(lexeme.text);
      this.#at += 1;
      if (!this.take(".")) break;
    }
    return parts.length === 0 ? undefined : parts.join(".");
  }

  /** Names with commas between them. */
  takeNames(): string[] {
    const names: string[] = [];
    do {
      this.take("only");
      const name = this.takeName();
      if (name !== undefined) names.push(name);
      this.take("*");
    } while (this.take(","));
    return names;
  }

  /** The rest after the first of these words that stand side by side, parentheses included. */
  after(...words: readonly string[]): TokenCursor | undefined {
    for (let at = this.#at; at < this.#lexemes.length; at += 1) {
      const rest = new TokenCursor(this.#lexemes.slice(at));
      if (rest.take(...words)) return rest;
    }
    return undefined;
  }

  has(...words: readonly string[]): boolean {
    return this.after(...words) !== undefined;
  }

  /** The rest up to the first of these words. */
  before(...words: readonly string[]): TokenCursor {
    const rest = this.#lexemes.slice(this.#at);
    const end = rest.findIndex(({ text }) => words.includes(text));
    return new TokenCursor(end < 0 ? rest : rest.slice(0, end));
  }

  /** The rest, cut at the commas outside parentheses. */
  parts(): TokenCursor[] {
    const depth = this.#lexemes[this.#at]?.depth ?? 0;
    const parts: Lexeme[][] = [[]];
    for (const lexeme of this.#lexemes.slice(this.#at)) {
      if (lexeme.text === "," && lexeme.depth === depth) parts.push([]);
      else parts.at(-1)?.push(lexeme);
    }
    return parts.map((lexemes) => new TokenCursor(lexemes));
  }

  /** The rest, a space between any two. */
  text(): string {
    return this.#lexemes
      .slice(this.#at)
      .map(({ text }) => text)
      .join(" ");
  }

  /** Names right before an opening parenthesis: calls of functions, and types with a length. */
  calls(): string[] {
    return this.#lexemes
      .slice(this.#at)
      .flatMap(({ text, isName }, index, rest) => (isName && rest[index + 1]?.text === "(" ? [text] : []));
  }
}

function lexemesOf(sql: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let depth = 0;
  let token: Token;
  for (let at = 0; at < sql.length; at = token.end) {
    token = tokenAt(sql, at);
    if (token.kind === "space" || token.kind === "comment") continue;
    if (token.kind === "close") depth -= 1;
    lexemes.push({ ...textOf(sql, token), depth });
    if (token.kind === "open") depth += 1;
  }
  return lexemes;
}

function textOf(text: string, token: Token): Pick<Lexeme, "text" | "isName"> {
  const name = identifierOf(text, token);
  if (name === undefined) return { text: text.slice(token.start, token.end), isName: false };
  if (token.kind === "word") return { text: name, isName: true };
  // `"players"` is `players`; `"primary"` stays quoted, so that it is not taken for the word.
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && !WORDS.has(name);
  return { text: isPlain ? name : quoteIdentifier(name), isName: true };
}

/** Words that the rules look for; a name that is quoted may be one of them. */
const WORDS = new Set(
  "table only column constraint primary key unique check foreign exclude not null valid default set drop add type concurrently references using".split(
    " ",
  ),
);
