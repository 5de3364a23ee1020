import type { InfraContext } from "../../events.js";
import { awaitKept } from "../../readiness/await-kept.js";
import { awaitReady } from "../../readiness/await-ready.js";
import { endedError, loginRejectedError, notHealthyError } from "../../readiness/readiness-error.js";
import type { ReachableService } from "../../readiness/probe-endpoint.js";
import type { Observation, Runtime } from "../../runtime/runtime.js";
import { decideStep, type Plan, type ServiceStep } from "../../preflight/plan.js";
import { ownHolder } from "../../preflight/port-check.js";
import type { ProbeFailure } from "../../services/probe.js";
import { SERVICE_NAMES, SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import type { CleanupStack } from "../../system/cleanup-stack.js";

/** A plan carried out: every service answers. */
export interface Ready extends Plan {
  reached: Readonly<Record<ServiceName, ReachableService>>;
  /** How the services are now. Asked for beside what follows, which needs no answer. */
  observed: Promise<Observation>;
}

/**
 * Fetches, starts and awaits the services, side by side. If one fails the others are given up.
 *
 * @param options.undo learns how to stop again what is started here; the caller unwinds it
 */
export async function bringUp(
  plan: Plan,
  options: { context: InfraContext; undo: CleanupStack },
): Promise<Ready> {
  const { context, undo } = options;
  const { runtime, observation } = plan;
  if (Object.values(observation.services).every(({ presence }) => presence.is === "absent")) {
    undo.push("what the services share", () => runtime.removeShared(context));
  }
  const giveUp = new AbortController();
  const together = { ...context, signal: AbortSignal.any([context.signal, giveUp.signal]) };
  const cleared = clearAll(plan, together);
  const work = plan.steps.map((step) =>
    bringUpService({ plan, step, cleared, context: together, undo }).catch((error: unknown) => {
      giveUp.abort(error);
      throw error;
    }),
  );
  // All have to end before anything is undone: one that still starts would outlive the undoing.
  await Promise.allSettled(work);
  context.signal.throwIfAborted();
  // The first to fail is the reason; what the others threw is only that they were given up.
  giveUp.signal.throwIfAborted();
  const [postgres, redis] = await Promise.all(work);
  if (postgres === undefined || redis === undefined) throw new Error("a service is missing from the plan");
  const observed = recordAndObserve(runtime);
  observed.catch(() => undefined); // comes up where it is awaited
  const reached = { postgres: postgres.reached, redis: redis.reached };
  return { ...plan, steps: [postgres.step, redis.step], reached, observed };
}

async function recordAndObserve(runtime: Runtime): Promise<Observation> {
  const passed = { type: "probe-passed", at: new Date() } as const;
  await Promise.all(SERVICE_NAMES.map((service) => runtime.recordProbe(service, passed)));
  return runtime.observe();
}

/** By service: settles when its software is here and what is to be made anew has stopped. */
type Cleared = ReadonlyMap<ServiceName, Promise<void>>;

function clearAll({ runtime, steps }: Plan, context: InfraContext): Cleared {
  const fetched = new Map(
    steps.map(({ service, action }) => [
      service,
      action === "keep" ? Promise.resolve() : runtime.fetch([service], context),
    ]),
  );
  const clear = async ({ service, action }: ServiceStep) => {
    await fetched.get(service);
    if (action !== "recreate") return;
    // What runs works on until all is here that it takes: a failure up to then changes nothing.
    await Promise.all(fetched.values());
    context.signal.throwIfAborted();
    await runtime.stop(service, context);
  };
  return new Map(steps.map((step) => [step.service, clear(step)]));
}

/** A service that answers, and what was done for it. */
interface Done {
  step: ServiceStep;
  reached: ReachableService;
}

interface ServiceWork {
  plan: Plan;
  step: ServiceStep;
  cleared: Cleared;
  context: InfraContext;
  undo: CleanupStack;
}

async function bringUpService(work: ServiceWork): Promise<Done> {
  const { plan, step, cleared, context } = work;
  const { service } = step;
  if (step.action === "keep") return keepService(work);
  await cleared.get(service);
  context.signal.throwIfAborted();
  // Its port may be the one that the other service has until now.
  const portHolder = ownHolder(plan.config[service].port, plan.observation);
  if (portHolder !== undefined) await cleared.get(portHolder);
  return startService(work, { observation: plan.observation, step });
}

/** How often a service is planned again that ends while it is waited for. */
const MAX_ROUNDS = 3;

/**
 * Waits for a service that runs. One that ends meanwhile (the engine was still stopping it for a command that was killed) is
 * planned again; one that does not answer is restarted, once.
 */
async function keepService(work: ServiceWork): Promise<Done> {
  const { config, runtime } = work.plan;
  const { context } = work;
  const { service } = work.step;
  let { observation } = work.plan;
  let step = work.step;
  for (let round = 1; ; round++) {
    const observed = observation.services[service];
    if (step.action !== "keep" || observed.presence.is !== "running") {
      if (step.action === "recreate") await runtime.stop(service, context);
      return startService(work, { observation, step });
    }
    const options = { config, runtime, service, endpoint: observed.presence.endpoint, context };
    const { decision, resumed } = await awaitKept(options, observed);
    switch (decision.kind) {
      case "ready":
        return {
          step: resumed === undefined ? step : { service, action: "resume", reason: resumed },
          reached: decision.reached,
        };
      case "hung":
        return restartService(work, { observation, failure: decision.failure });
      case "rejected":
        throw await loginRejectedError(options, decision);
      case "timed-out":
        throw await notHealthyError(options, decision.failure);
      case "ended":
        if (round === MAX_ROUNDS) throw await endedError(options, decision.report);
        observation = await runtime.observe();
        step = await decideStep(runtime, observation, service);
    }
  }
}

async function restartService(
  work: ServiceWork,
  { observation, failure }: { observation: Observation; failure: ProbeFailure },
): Promise<Done> {
  const { plan, context } = work;
  const { service } = work.step;
  const why = `it runs and does not answer (${failure.reason})`;
  context.emit({ type: "step", message: `Restarting ${SERVICE_TITLES[service]}: ${why}` });
  await plan.runtime.stop(service, context);
  const step = { service, action: "recreate", reason: "it did not answer" } as const;
  return startService(work, { observation, step });
}

async function startService(
  { plan, context, undo }: ServiceWork,
  { observation, step }: { observation: Observation; step: ServiceStep },
): Promise<Done> {
  const { config, runtime } = plan;
  const { service } = step;
  context.signal.throwIfAborted();
  context.emit({ type: "service.starting", service, reason: "reason" in step ? step.reason : "" });
  undo.push(SERVICE_TITLES[service], () => runtime.stop(service, context));
  const endpoint = await runtime.start(service, observation, context);
  const reached = await awaitReady({ config, runtime, service, endpoint, context });
  await runtime.confirm?.(service, reached);
  return { step, reached };
}
