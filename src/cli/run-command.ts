import { projectAbove, requireOwnProject } from "../config/find-project.js";
import type { InfraEvent } from "../events.js";
import type { CommandContext, CommandDefinition, CommandResult } from "./command.js";
import { reportFailure } from "./failure.js";
import { readGlobalOptions, type GlobalOptions } from "./global-options.js";
import type { Io } from "./io.js";
import { jsonDocument } from "./output/json-document.js";
import { createRenderer } from "./output/create-renderer.js";
import { callerOf } from "../config/caller-of.js";
import { missingFolder } from "../system/missing-folder.js";
import { withCaller } from "../system/own-command.js";
import { createStyle } from "./output/style.js";
import type { Invocation } from "./program.js";
import { commandPath } from "./usage-error.js";

/** Runs one parsed command: progress while it works, then its result or its failure. Returns the exit code. */
export async function runCommand(invocation: Invocation, io: Io): Promise<number> {
  const globals = readGlobalOptions(invocation.command, io.cwd);
  const { env, cwd } = io;
  const caller = callerOf({ ...globals, projectDir: globals.folder, env, cwd });
  return withCaller(caller, () => runWith(globals, invocation, io));
}

async function runWith(
  globals: GlobalOptions,
  { definition, command, operands }: Invocation,
  io: Io,
): Promise<number> {
  const name = commandPath(command).slice(1).join("-");
  const renderer = createRenderer({
    output: globals.json ? io.stderr : io[definition.progress],
    // With a document on stdout, stderr gets plain lines even on a terminal: they are a log, not a display.
    animate: !globals.json,
    quiet: globals.quiet,
    verbose: globals.verbose,
  });
  const contextOf = (projectDir: string): CommandContext => ({
    operation: {
      projectDir,
      env: io.env,
      flags: globals.flags,
      signal: io.signal,
      onEvent: withoutRepeatedWarnings((event) => renderer.event(event)),
    },
    globals,
    io,
    style: createStyle(io.stdout.hasColors),
    endProgress: () => renderer.finish(),
  });
  try {
    const missing = await missingFolder(globals.folder);
    if (missing) throw missing;
    const projectDir = findProject(globals, definition, (event) => renderer.event(event));
    const caller = callerOf({ ...globals, projectDir, env: io.env, cwd: io.cwd });
    const result = await withCaller(caller, () =>
      definition.run(contextOf(projectDir), { options: command.opts(), operands }),
    );
    renderer.finish();
    print(result, { name, globals, io });
    return result.exitCode ?? 0;
  } catch (error) {
    renderer.finish();
    return reportFailure(error, { io, command: name, json: globals.json, verbose: globals.verbose });
  }
}

/** With `-C` the folder is the project, wherever it is: for scripts, and to work below another project. */
function findProject(
  { folder, directories }: GlobalOptions,
  { createsProject = false }: Pick<CommandDefinition, "createsProject">,
  emit: (event: InfraEvent) => void,
): string {
  const above = directories.length > 0 ? undefined : projectAbove(folder);
  if (above === undefined) return folder;
  if (createsProject) {
    emit({ type: "warning", message: `This is a separate project, because ${above} already has one` });
    return folder;
  }
  requireOwnProject(above);
  emit({ type: "step", message: `Using the project in ${above}` });
  return above;
}

/** A command may open the environment several times, and `status --watch` does so every second. */
function withoutRepeatedWarnings(emit: (event: InfraEvent) => void): (event: InfraEvent) => void {
  const told = new Set<string>();
  return (event) => {
    if (event.type === "warning" && told.has(event.message)) return;
    if (event.type === "warning") told.add(event.message);
    emit(event);
  };
}

function print(result: CommandResult, to: { name: string; globals: GlobalOptions; io: Io }): void {
  const { name, globals, io } = to;
  if (globals.json) io.stdout.write(jsonDocument(name, result, { showSecrets: globals.showSecrets }));
  else if (result.data !== undefined) io.stdout.writeData(result.data);
  else if (result.text !== undefined) io.stdout.write(result.text);
}
