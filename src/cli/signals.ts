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
 * Turns the first signal into an abort, so that what runs can clean up. The second one ends the process at once, by the
 * signal itself, which is what the sender expects to see.
 */
export function listenForSignals(beforeForcedEnd: () => void): SignalListener {
  const controller = new AbortController();
  let first: StopSignal | undefined;
  let child: Child | undefined;

  const onSignal = (name: StopSignal) => {
    if (child !== undefined) {
      // A terminal sends Ctrl-C to the child as well; a second one would make it give up its own cleaning up.
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
      // It came while the child was being started, which has not seen it.
      if (first !== undefined) next.kill(first);
    },
  };
}

/** Input may well come from a file and the output go to another: any of the three shows it. */
function hasTerminal(): boolean {
  return [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
}
