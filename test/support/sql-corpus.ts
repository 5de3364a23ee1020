import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A file of a corpus as the server would get it: what only psql or CREATE EXTENSION understands is gone. */
export interface CorpusFile {
  path: string;
  text: string;
  leftOut: Readonly<Record<LeftOut, number>>;
}

export type LeftOut = "backslash commands" | "lines of COPY data" | "psql variables" | "extension variables";

/**
 * The `*.sql` files below a folder, each content once. What a server never gets to see is replaced by blanks or by
 * something of its kind, so that lines keep their numbers, and counted.
 */
export async function readCorpus(folder: string): Promise<{ files: CorpusFile[]; notUtf8: string[] }> {
  const entries = await readdir(folder, { recursive: true });
  const files: CorpusFile[] = [];
  const notUtf8: string[] = [];
  const seen = new Set<string>();
  for (const path of entries.filter((name) => name.endsWith(".sql")).toSorted()) {
    const bytes = await readFile(join(folder, path));
    const digest = createHash("sha256").update(bytes).digest("hex");
    if (seen.has(digest)) continue;
    seen.add(digest);
    try {
      files.push({ path, ...asSent(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) });
    } catch {
      notUtf8.push(path);
    }
  }
  return { files, notUtf8 };
}

function asSent(text: string): Omit<CorpusFile, "path"> {
  const leftOut = {
    "backslash commands": 0,
    "lines of COPY data": 0,
    "psql variables": 0,
    "extension variables": 0,
  };
  const replace = (what: LeftOut, pattern: RegExp, by: (match: string) => string) => {
    text = text.replaceAll(pattern, (match: string) => {
      leftOut[what] += what === "lines of COPY data" ? match.split("\n").length - 1 : 1;
      return by(match);
    });
  };
  // From behind COPY … FROM STDIN to the line \.
  replace(
    "lines of COPY data",
    /(?<=^[ \t]*copy\b[^;]*\bfrom\s+stdin\b[^;]*;[^\n]*\n)[^]*?^\\\.$/gim,
    blankLines,
  );
  // These end a statement, on its last line or on one of their own.
  replace(
    "backslash commands",
    /\\(?:;|(?:g|gx|gset|gexec|gdesc|crosstabview|parse|bind|bind_named|watch)\b.*$)/gm,
    () => ";",
  );
  replace("backslash commands", /^[ \t]*\\.*$/gm, () => "");
  replace("psql variables", /(?<=[\s(,=]):(?:'\w+'|"\w+"|[a-zA-Z_]\w*)/g, (match) => match.slice(1));
  replace("extension variables", /@extschema(?::\w+)?@|@extowner@/g, () => "extschema");
  return { text, leftOut };
}

function blankLines(text: string): string {
  return "\n".repeat(text.split("\n").length - 1);
}
