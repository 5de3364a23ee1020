import { defineCommand } from "../command.js";
import { infra, withoutOptions } from "../../system/own-command.js";
import { displayPath } from "../output/display-path.js";
import type { InitReport } from "../../operations/init.js";

export const initCommand = defineCommand({
  name: "init",
  summary: "write the files a new project needs",
  description:
    "Writes a configuration file, .env.example, lines for .gitignore and a first migration to the current folder.\n" +
    "A file that already exists is not overwritten.",
  examples: [
    ["infra init", "the defaults of the preset tilemud"],
    ["infra init --name shop --preset compose", "another name, ports 5432 and 6379"],
  ],
  progress: "stderr",
  createsProject: true,
  run: async ({ operation, globals, io }) => {
    const { init } = await import("../../operations/init.js");
    const report = await init(operation);
    return { document: report, ...(!globals.quiet && { text: initText(report, io.cwd) }) };
  },
});

function initText(report: InitReport, cwd: string): string {
  const lines = (verb: string, paths: readonly string[]) =>
    paths.map((path) => `${verb} ${displayPath(path, cwd)}\n`);
  return [
    ...lines("Created", report.created),
    ...lines("Changed", report.changed),
    ...lines("Kept   ", report.kept),
    `Next: ${withoutOptions(["--name", "--preset"], () => infra("up"))}\n`,
  ].join("");
}
