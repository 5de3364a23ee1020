/** A routine that was running when an error came. */
export type Frame =
  | { kind: "block"; line: number }
  /** `name` without schema; `line` counts from the beginning of the body. */
  | { kind: "plpgsql"; name: string; line: number }
  /** `nth`: which statement of its body, from 1; undefined before the first. */
  | { kind: "sql"; name: string; nth: number | undefined };

/** Reads the routines out of an error's CONTEXT, the innermost first. */
export function framesOf(where: string | undefined): Frame[] {
  return Array.from((where ?? "").matchAll(FRAME), ({ groups = {} }) => {
    const { plpgsql = "", line, sql = "", nth } = groups;
    if (line === undefined)
      return { kind: "sql", name: sql, nth: nth === undefined ? undefined : Number(nth) };
    if (plpgsql === "inline_code_block") return { kind: "block", line: Number(line) };
    return { kind: "plpgsql", name: bareName(plpgsql), line: Number(line) };
  });
}

const FRAME =
  /^(?:PL\/pgSQL function (?<plpgsql>.+?) line (?<line>\d+) (?:at|during) |SQL function "(?<sql>.+)"(?: statement (?<nth>\d+)| during \w+)?$)/gm;

/** Of `schema."Name"(integer)`. */
function bareName(signature: string): string {
  const [, quoted, plain] =
    /^(?:(?:"(?:[^"]|"")*"|[^".(]+)\.)?(?:"((?:[^"]|"")*)"|([^".(]+))/.exec(signature) ?? [];
  return quoted?.replaceAll('""', '"') ?? plain ?? signature;
}
