import { InfraError } from "../errors/infra-error.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type StopSignal = (typeof SIGNALS)[number];

export interface SignalListener {
  /** Aborted by the first signal; the reason is an INTERRUPTED error that names it (`details.signal`). */
  signal: AbortSignal;
  leaveInterruptsToChild(): void;
}

/**
 * Turns the first signal into an abort, so that what runs can clean up. The second one ends the process at once, by the
 * signal itself, which is what the sender expects to see.
 */
export function listenForSignals(beforeForcedEnd: () => void): SignalListener {
  const controller = new AbortController();
  let interruptsAreForChild = false;

  const onSignal = (name: StopSignal) => {
    if (name === "SIGINT" && interruptsAreForChild) return;
    if (controller.signal.aborted) {
      beforeForcedEnd();
      for (const each of SIGNALS) process.removeListener(each, onSignal);
      process.kill(process.pid, name);
      return;
    }
    controller.abort(new InfraError("INTERRUPTED", `Interrupted by ${name}`, { details: { signal: name } }));
  };
  for (const name of SIGNALS) process.on(name, onSignal);

  return {
    signal: controller.signal,
    leaveInterruptsToChild: () => {
      interruptsAreForChild = true;
    },
  };
}
