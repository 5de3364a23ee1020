import { AsyncLocalStorage } from "node:async_hooks";
import { quoteForShell } from "./shell-quote.js";

/** How the user who reads a message calls this program for the project at hand. */
export interface Caller {
  /** As shell words: `infra`, `npx infra`, `node bin/infra.js`. */
  readonly program: string;
  /** The options that select the same project, environment and settings: `["-C", "examples/shop"]`. */
  readonly options: readonly (readonly [flag: string, value: string])[];
}

const callers = new AsyncLocalStorage<Caller>();

/** Every command that {@link infra} writes during `work` is for this caller. */
export function withCaller<T>(caller: Caller, work: () => T): T {
  return callers.run(caller, work);
}

/**
 * A command of this program for a message, as it can be pasted into the shell where it is read: `infra("down")` is
 * `npx infra -C examples/shop down`. An option in `words` replaces the same option of the caller. With `--name`
 * it is for another environment of the project, so that only the folder is repeated.
 */
export function infra(...words: readonly string[]): string {
  const { program, options } = currentCaller();
  const isForOther = words.includes("--name");
  const repeated = options.filter(([flag]) => (isForOther ? flag === "-C" : !words.includes(flag))).flat();
  return [program, ...[...repeated, ...words].map(quoteForShell)].join(" ");
}

/** For `work`, the caller did not give these options: they are in the configuration now. */
export function withoutOptions<T>(flags: readonly string[], work: () => T): T {
  const { program, options } = currentCaller();
  return withCaller({ program, options: options.filter(([flag]) => !flags.includes(flag)) }, work);
}

/** The same for a project in another folder; options of the caller are for its own project. */
export function infraIn(folder: string, ...words: readonly string[]): string {
  return [currentCaller().program, ...["-C", folder, ...words].map(quoteForShell)].join(" ");
}

/** Examples in a help text are written with `infra`; they are printed with the program's name for this shell. */
export function asCalled(example: string): string {
  return example.replaceAll(/(?<![\w/.-])infra(?= )/g, () => currentCaller().program);
}

/** A program that only uses the migrations has no project and no command line. */
function currentCaller(): Caller {
  return callers.getStore() ?? { program: "infra", options: [] };
}
