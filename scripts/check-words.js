// Checks the words of Markdown files and of src/ against scripts/words.js.
// Usage: node scripts/check-words.js [--strings] [folder]
// Of src/ it checks comments, and with --strings also the strings: messages and help.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { blank, TOKENS } from "./source-tokens.js";
import { WORDS } from "./words.js";

const SKIPPED_FOLDERS = new Set(["node_modules", "dist", "dist.new", ".git", ".infra"]);

/** A space in a phrase matches a line break, also one in a comment. */
const RULES = WORDS.map(({ avoid, use }) => ({
  pattern: new RegExp(`\\b(?:${avoid.join("|").replaceAll(" ", String.raw`\s+(?:(?:\*|//)\s*)?`)})\\b`, "gi"),
  use,
}));

const { values, positionals } = parseArgs({
  options: { strings: { type: "boolean", default: false } },
  allowPositionals: true,
});
main(resolve(positionals[0] ?? join(dirname(fileURLToPath(import.meta.url)), "..")), values.strings);

function main(root, withStrings) {
  const texts = [
    ...filesBelow(root, "", ".md").map((file) => ({ file, prose: proseOfMarkdown(read(root, file)) })),
    ...sourceFiles(root).map((file) => ({ file, prose: proseOfSource(read(root, file), withStrings) })),
  ];
  const problems = texts.flatMap(problemsIn);
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`The words are in order (${texts.length} files).`);
  else console.error(`\n${problems.length} problem(s). The words are listed in scripts/words.js.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function sourceFiles(root) {
  if (!existsSync(join(root, "src"))) return [];
  return filesBelow(root, "src", ".ts").filter((file) => !file.endsWith(".test.ts"));
}

/** Paths relative to `root`, in order of their names. */
function filesBelow(root, folder, extension) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        return SKIPPED_FOLDERS.has(entry.name) ? [] : filesBelow(root, path, extension);
      }
      return entry.isFile() && entry.name.endsWith(extension) ? [path] : [];
    });
}

function read(root, file) {
  return readFileSync(join(root, file), "utf8");
}

function problemsIn({ file, prose }) {
  return RULES.flatMap(({ pattern, use }) =>
    [...prose.matchAll(pattern)].map((match) => ({ index: match.index, words: match[0], use })),
  )
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, words, use }) => {
      const line = prose.slice(0, index).split("\n").length;
      return `${file}:${line}: "${words.replace(/\s+(?:(?:\*|\/\/)\s*)?/g, " ")}"; write instead: ${use}`;
    });
}

/** The text without code blocks, code in a line and addresses of links. */
function proseOfMarkdown(text) {
  return withoutInlineCode(text.replace(/^( *)(`{3,})[^]*?^\1\2/gm, blank)).replace(/\]\([^)]*\)/g, blank);
}

/** The comments of a source file, and its strings if asked for. Everything else is blank. */
function proseOfSource(text, withStrings) {
  let prose = "";
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    prose += blank(text.slice(end, match.index)) + proseOfToken(match[0], withStrings);
    end = match.index + match[0].length;
  }
  return prose;
}

function proseOfToken(token, withStrings) {
  if (/^\/[/*]/.test(token)) return withoutInlineCode(token);
  if (!withStrings || token.startsWith("/") || !token.includes(" ")) return blank(token);
  return token.startsWith("`") ? token.replace(/\$\{[^}]*\}/g, blank) : token;
}

function withoutInlineCode(text) {
  return text.replace(/`[^`\n]+`/g, blank);
}
