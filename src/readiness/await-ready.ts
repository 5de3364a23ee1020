import type { ReachableService } from "./probe-endpoint.js";
import { endedError, loginRejectedError, notHealthyError } from "./readiness-error.js";
import { watch, type Outcome, type WatchOptions } from "./watch.js";
import { infra } from "../system/own-command.js";

/**
 * Waits until a service that was just started works for an application on this machine. The caller records that it
 * passed.
 *
 * @throws InfraError NOT_HEALTHY with the last probe's failure and the end of the service's log; PORT_IN_USE, CONFIG_INVALID
 * or RESOURCES_EXHAUSTED where its log says why it ended
 */
export async function awaitReady(options: WatchOptions): Promise<ReachableService> {
  const outcome = await awaitDecision(options);
  switch (outcome.kind) {
    case "ready":
      return outcome.reached;
    case "rejected":
      throw await loginRejectedError(options, outcome);
    case "ended":
      throw await endedError(options, outcome.report);
    case "hung":
    case "timed-out":
      throw await notHealthyError(options, outcome.failure);
  }
}

export type Decision = Exclude<Outcome, { kind: "login-unknown" }>;

/**
 * The same for a caller that handles a service that is not ready itself. A service that answers but rejects the
 * configured login gets the login, and its timeout restarts.
 */
export async function awaitDecision(options: WatchOptions): Promise<Decision> {
  const { runtime, service, context } = options;
  const startedAt = performance.now();
  for (let reconciled = 0; ; reconciled++) {
    const outcome = await watch(options);
    if (outcome.kind === "login-unknown") {
      const { missing, why } = outcome;
      if (reconciled === MAX_RECONCILIATIONS)
        return { kind: "rejected", why, hint: `See its log: ${infra("logs", "postgres")}` };
      // Not watched meanwhile: the repair may stop the process, whose end would count as a failure.
      await runtime.reconcileLogin(missing, context);
      continue;
    }
    if (outcome.kind === "ready") {
      const durationMs = performance.now() - startedAt;
      context.emit({ type: "service.ready", service, durationMs, detail: outcome.reached.detail });
      if (reconciled > 0) outcome.reached.isRepaired = true;
    }
    return outcome;
  }
}

/** The user may be missing and, once it is there, the database too. */
const MAX_RECONCILIATIONS = 2;
