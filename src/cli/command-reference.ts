import type { Command } from "commander";
import { COMMANDS } from "./commands/index.js";
import { buildProgram } from "./program.js";
import { commandPath } from "./usage-error.js";

/** `docs/commands.md`: what `--help` says, command by command. */
export function commandReference(): string {
  let written = "";
  const program = buildProgram(COMMANDS, {
    columns: 100,
    write: (text) => {
      written += text;
    },
    run: () => Promise.resolve(),
  });
  const sections = [program, ...subcommands(program)].map((command) => {
    written = "";
    command.outputHelp();
    return `## ${commandPath(command).join(" ")}\n\n\`\`\`text\n${written.trimEnd()}\n\`\`\`\n`;
  });
  return [INTRODUCTION, ...sections].join("\n");
}

const INTRODUCTION = `# Commands

This page is generated from \`--help\` (\`npm run generate\`). \`infra-up\`, \`infra-down\`, \`infra-reset\` and \`infra-verify\` are
\`infra up\`, \`infra down\`, \`infra reset\` and \`infra verify\` under names of their own.

- Global options may stand before or after the name of the command.
- A failure is told on stderr, beginning with \`ERROR:\`, with what to do about it. Exit codes: [errors.md](errors.md).
- \`--json\` prints one document on stdout, for failures too: \`{ "schema": "infra/<command>/v1", "ok": …, … , "error": … }\`.
  \`ok\` says whether the exit code is 0.
- In a terminal progress is drawn in place; in a pipe, a file or CI each step is a line that begins with \`INFO\` or \`WARN\`.
  \`NO_COLOR\` and \`FORCE_COLOR\` are honoured. Control characters in text from elsewhere (logs, messages, names) are spelled out: \`\\x1b\`.
- Ctrl-C (SIGINT), SIGTERM and SIGHUP let the command clean up first; it then ends with 130, 143 or 129. A second one
  ends it at once. While \`infra run\`, \`psql\` or \`redis-cli\` runs a program, signals are that program's.
`;

function subcommands(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...subcommands(each)]);
}
