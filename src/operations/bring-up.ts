import type { InfraContext } from "../events.js";
import { awaitReady } from "../readiness/await-ready.js";
import type { Reached } from "../readiness/probe-endpoint.js";
import type { Observation, Runtime } from "../runtime/runtime.js";
import type { Plan, ServiceStep } from "../preflight/plan.js";
import { ownHolder } from "../preflight/port-check.js";
import { SERVICE_NAMES, SERVICE_TITLES, type ServiceName } from "../services/service.js";
import type { CleanupStack } from "../system/cleanup-stack.js";

/** A plan carried out: every service answers. */
export interface Ready extends Plan {
  reached: Readonly<Record<ServiceName, Reached>>;
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
  return { ...plan, reached: { postgres, redis }, observed };
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

interface ServiceWork {
  plan: Plan;
  step: ServiceStep;
  cleared: Cleared;
  context: InfraContext;
  undo: CleanupStack;
}

async function bringUpService({ plan, step, cleared, context, undo }: ServiceWork): Promise<Reached> {
  const { config, runtime, observation } = plan;
  const { service } = step;
  const running = observation.services[service].presence;
  if (step.action === "keep" && running.is === "running") {
    return awaitReady({ config, runtime, service, endpoint: running.endpoint, context });
  }
  await cleared.get(service);
  context.signal.throwIfAborted();
  // Its port may be the one that the other service has until now.
  const portHolder = ownHolder(config[service].port, observation);
  if (portHolder !== undefined) await cleared.get(portHolder);
  context.emit({ type: "service.starting", service, reason: "reason" in step ? step.reason : "" });
  undo.push(SERVICE_TITLES[service], () => runtime.stop(service, context));
  const endpoint = await runtime.start(service, observation, context);
  const reached = await awaitReady({ config, runtime, service, endpoint, context });
  await runtime.confirm?.(service, reached);
  return reached;
}
