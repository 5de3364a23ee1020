import type { Command } from "commander";
import { COMMANDS } from "./commands/index.js";
import { buildProgram } from "./program.js";
import { commandPath } from "./usage-error.js";

/** Content of `docs/commands.md`: the output of `--help` for each command. */
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
other names of \`infra up\`, \`infra down\`, \`infra reset\` and \`infra verify\`.

- Global options are accepted before and after the name of the command.
- An error is printed on stderr. It begins with \`ERROR:\` and ends with a hint. Exit codes: [errors.md](errors.md).
- \`--json\` prints one document on stdout, also for errors: \`{ "schema": "infra/<command>/v1", "ok": …, … , "error": … }\`.
  \`ok\` is true if the exit code is 0.
- On a terminal, progress is updated in place. In a pipe, a file or CI, each step is a line that begins with \`INFO\` or \`WARN\`.
  \`NO_COLOR\` and \`FORCE_COLOR\` are supported. Control characters in foreign text (logs, messages, names) are escaped: \`\\x1b\`.
- After Ctrl-C (SIGINT), SIGTERM or SIGHUP, the command cleans up and ends with 130, 143 or 129. A second signal
  ends it immediately. While \`infra run\`, \`psql\` or \`redis-cli\` runs a program, the program receives the signals.
`;

function subcommands(command: Command): Command[] {
  return command.commands.flatMap((each) => [each, ...subcommands(each)]);
}
