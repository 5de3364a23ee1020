import type { Child } from "./io.js";
import { InfraError } from "../errors/infra-error.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type StopSignal = (typeof SIGNALS)[number];

export interface SignalListener {
  /** Aborted by the first signal; the reason is an INTERRUPTED error that names it (`details.signal`). */
  signal: AbortSignal;
  handSignalsTo: (child: Child) => void;
}

/**
 * Turns the first signal into an abort, so that the command can clean up. The second signal ends the process
 * immediately, with the exit status of that signal.
 */
export function listenForSignals(beforeForcedEnd: () => void): SignalListener {
  const controller = new AbortController();
  let first: StopSignal | undefined;
  let child: Child | undefined;

  const onSignal = (name: StopSignal) => {
    if (child !== undefined) {
      // A terminal sends Ctrl-C to the child as well; a second signal would interrupt the cleanup of the child.
      if (name !== "SIGINT" || !hasTerminal()) child.kill(name);
      return;
    }
    if (controller.signal.aborted) {
      beforeForcedEnd();
      for (const each of SIGNALS) process.removeListener(each, onSignal);
      process.kill(process.pid, name);
      return;
    }
    first = name;
    controller.abort(new InfraError("INTERRUPTED", `Interrupted by ${name}`, { details: { signal: name } }));
  };
  for (const name of SIGNALS) process.on(name, onSignal);

  return {
    signal: controller.signal,
    handSignalsTo: (next) => {
      child = next;
      // The signal came while the child was being started, so the child did not receive it.
      if (first !== undefined) next.kill(first);
    },
  };
}

/** Input and output may be redirected to files: one terminal among the three is enough. */
function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}
