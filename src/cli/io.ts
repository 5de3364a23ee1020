/** One of the two streams a command writes to. */
export interface Output {
  /** Text for people: control characters in it are spelled out, except for the sequences that infra itself makes. */
  write(text: string): void;
  /** Data for another program: written as it is, except on a terminal. */
  writeData(text: string): void;
  /** It is a terminal that can move its cursor, and not the log of a CI job. */
  isTerminal: boolean;
  hasColors: boolean;
  /** Columns of the terminal; `Infinity` for pipes and files, so that they never get cut lines. */
  readonly columns: number;
}

export interface Child {
  kill(signal: NodeJS.Signals): void;
}

/** Everything of the process that the command line uses; tests hand in their own. */
export interface Io {
  stdout: Output;
  stderr: Output;
  env: NodeJS.ProcessEnv;
  /** Throws InfraError USAGE when it was deleted. */
  readonly cwd: string;
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP, with an `INTERRUPTED` error as its reason. */
  signal: AbortSignal;
  /** Aborted when the reader of stdout went away (`infra logs | head`). */
  outputClosed: AbortSignal;
  /** From now on signals are passed on to this child (`psql` cancels a query with Ctrl-C). */
  handSignalsTo: (child: Child) => void;
}
