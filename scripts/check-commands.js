// Checks that the messages of src/ get their commands from src/system/own-command.ts, which writes them as they can be pasted
// where they are read (docs/decisions/0029). A literal `infra up` works only for a user who has `infra` on the PATH and is in
// the folder of the project. Usage: node scripts/check-commands.js [folder]
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { TOKENS } from "./source-tokens.js";

/** Files of src/ whose text is not read by the user of one call, each with its reason. */
const NEUTRAL = {
  "cli/command-reference.ts": "a page of the documentation",
  "cli/program.ts": "examples of the help, printed by asCalled",
  "cli/views/compose-text.ts": "a file that is committed",
  "config/scaffold.ts": "files that are committed",
  "config/variables.ts": "descriptions in files that are committed",
  "migrations/commands/schema-dump.ts": "a file that is committed",
};

/** The name of a connection, as PostgreSQL shows it. */
const NAME = /^\s*applicationName:/;

/** Help is read with `infra --help` and in the documentation; its examples are printed by asCalled. */
const HELP = /^cli\/commands\//;
const IN_HELP = /^\s*(?:examples:|summary:|description:|`|"|\["|\['|\.option\(|\.argument\()/;

main(resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "..")));

function main(root) {
  const literal = new RegExp(
    `(?<![\\w@/.-])infra (?:-{1,2}[A-Za-z]|(?:${commandNames(root).join("|")})\\b)`,
    "g",
  );
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && NEUTRAL[file] === undefined)
    .toSorted();
  const problems = files.flatMap((file) => {
    const text = readFileSync(join(root, "src", file), "utf8");
    return [...literals(file, text, literal), ...constants(file, text)];
  });
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log(`The commands in messages are in order (${files.length} files).`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** From the generated page, which lists every command. */
function commandNames(root) {
  const page = readFileSync(join(root, "docs/commands.md"), "utf8");
  return [...page.matchAll(/^## infra ([a-z-]+)$/gm)].map(([, name]) => name);
}

function literals(file, text, literal) {
  return [...text.matchAll(TOKENS)]
    .filter(([token]) => !token.startsWith("/"))
    .flatMap((match) =>
      [...match[0].matchAll(literal)].map(({ 0: words, index }) => ({ words, at: match.index + index })),
    )
    .filter(({ at }) => !NAME.test(lineAt(text, at)))
    .filter(({ at }) => !(HELP.test(file) && IN_HELP.test(lineAt(text, at))))
    .map(
      ({ words, at }) =>
        `${place(file, text, at)}: "${words}" in a text; use infra() of system/own-command.ts`,
    );
}

/** Evaluated when the module is loaded, before anything is known of the call. */
function constants(file, text) {
  return [...text.matchAll(/^(?:export )?const [^\n]*=(?![^\n]*=>)[^;]*;$/gm)]
    .filter(([statement]) => /\binfra(?:In)?\(/.test(statement) && !statement.includes("=>"))
    .map(({ index }) => `${place(file, text, index)}: a command in a constant; make it a function`);
}

function lineAt(text, at) {
  return text.slice(text.lastIndexOf("\n", at) + 1).split("\n", 1)[0];
}

function place(file, text, at) {
  return `src/${file}:${text.slice(0, at).split("\n").length}`;
}
