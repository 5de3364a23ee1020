import type { InfraContext } from "../../events.js";
import { awaitKept } from "../../readiness/await-kept.js";
import { awaitReady } from "../../readiness/await-ready.js";
import { endedError, loginRejectedError, notHealthyError } from "../../readiness/readiness-error.js";
import type { ReachableService } from "../../readiness/probe-endpoint.js";
import type { Observation, Runtime } from "../../runtime/runtime.js";
import type { Planned } from "../../preflight/make-plan.js";
import { isKept, planService, type ServiceOperation } from "../../preflight/plan.js";
import { ownHolder } from "../../preflight/port-check.js";
import { reasonText } from "../../preflight/reason.js";
import type { ProbeFailure } from "../../services/probe.js";
import { eachService, SERVICE_NAMES, SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import type { CleanupStack } from "../../system/cleanup-stack.js";

/** A plan carried out: every service answers. */
export interface Ready extends Planned {
  reached: Readonly<Record<ServiceName, ReachableService>>;
  /** The current state of the services. Queried in parallel with the next steps, which do not need it. */
  observed: Promise<Observation>;
}

/**
 * Fetches, starts and awaits the services, side by side. If one fails the others are given up.
 *
 * @param options.undo learns how to stop again what is started here; the caller unwinds it
 */
export async function bringUp(
  plan: Planned,
  options: { context: InfraContext; undo: CleanupStack },
): Promise<Ready> {
  const { context, undo } = options;
  const { runtime, observation } = plan;
  if (Object.values(observation.services).every(({ presence }) => presence.kind === "absent")) {
    undo.push("what the services share", () => runtime.removeShared(context));
  }
  const giveUp = new AbortController();
  const together = { ...context, signal: AbortSignal.any([context.signal, giveUp.signal]) };
  const cleared = clearAll(plan, together);
  const work = plan.services.map((operation) =>
    bringUpService({ plan, operation, cleared, context: together, undo }).catch((error: unknown) => {
      giveUp.abort(error);
      throw error;
    }),
  );
  // All must end before anything is undone: a service that is still starting would not be stopped.
  await Promise.allSettled(work);
  context.signal.throwIfAborted();
  // The first error is the reason; the other errors are consequences of the abort.
  giveUp.signal.throwIfAborted();
  const done = await Promise.all(work);
  const observed = recordAndObserve(runtime);
  observed.catch(() => undefined); // comes up where it is awaited
  const reached = eachService((service) => reachedIn(done, service));
  return { ...plan, services: done.map(({ operation }) => operation), reached, observed };
}

function reachedIn(done: readonly Done[], service: ServiceName): ReachableService {
  const found = done.find(({ operation }) => operation.service === service);
  if (found === undefined) throw new Error(`${service} is missing from the plan`);
  return found.reached;
}

async function recordAndObserve(runtime: Runtime): Promise<Observation> {
  const passed = { type: "probe-passed", at: new Date() } as const;
  await Promise.all(SERVICE_NAMES.map((service) => runtime.recordProbe(service, passed)));
  return runtime.observe();
}

/** By service: settles when its software is present and a server that will be recreated has stopped. */
type Cleared = ReadonlyMap<ServiceName, Promise<void>>;

function clearAll({ runtime, services }: Planned, context: InfraContext): Cleared {
  const fetched = new Map(
    services.map((operation) => [
      operation.service,
      isKept(operation) ? Promise.resolve() : runtime.fetch([operation.service], context),
    ]),
  );
  const clear = async ({ service, kind }: ServiceOperation) => {
    await fetched.get(service);
    if (kind !== "recreate") return;
    // Running servers keep running until everything is fetched: a failure up to then changes nothing.
    await Promise.all(fetched.values());
    context.signal.throwIfAborted();
    await runtime.stop(service, context);
  };
  return new Map(services.map((operation) => [operation.service, clear(operation)]));
}

/** A service that answers, and the actions that this took. */
interface Done {
  operation: ServiceOperation;
  reached: ReachableService;
}

interface ServiceWork {
  plan: Planned;
  operation: ServiceOperation;
  cleared: Cleared;
  context: InfraContext;
  undo: CleanupStack;
}

async function bringUpService(work: ServiceWork): Promise<Done> {
  const { plan, operation, cleared, context } = work;
  const { service } = operation;
  if (isKept(operation)) return keepService(work);
  await cleared.get(service);
  context.signal.throwIfAborted();
  // Its port may still be in use by the other service.
  const portHolder = ownHolder(plan.config[service].port, plan.observation);
  if (portHolder !== undefined) await cleared.get(portHolder);
  return startService(work, { observation: plan.observation, operation });
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
  const { service } = work.operation;
  let { observation } = work.plan;
  let operation = work.operation;
  for (let round = 1; ; round++) {
    const observed = observation.services[service];
    if (!isKept(operation) || observed.presence.kind !== "running") {
      if (operation.kind === "recreate") await runtime.stop(service, context);
      return startService(work, { observation, operation });
    }
    const options = { config, runtime, service, endpoint: observed.presence.endpoint, context };
    const { decision, resumed } = await awaitKept(options, observed);
    switch (decision.kind) {
      case "ready":
        return {
          operation:
            resumed === undefined
              ? { kind: "keep", service }
              : { kind: "resume", service, reason: { kind: "frozen", detail: resumed } },
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
        operation = planService(observation.services[service]);
    }
  }
}

async function restartService(
  work: ServiceWork,
  { observation, failure }: { observation: Observation; failure: ProbeFailure },
): Promise<Done> {
  const { plan, context } = work;
  const { service } = work.operation;
  const why = `it is running but does not answer (${failure.reason})`;
  context.emit({ type: "step", message: `Restarting ${SERVICE_TITLES[service]}: ${why}` });
  await plan.runtime.stop(service, context);
  const operation = { kind: "recreate", service, reason: { kind: "unresponsive" } } as const;
  return startService(work, { observation, operation });
}

async function startService(
  { plan, context, undo }: ServiceWork,
  { observation, operation }: { observation: Observation; operation: ServiceOperation },
): Promise<Done> {
  const { config, runtime } = plan;
  const { service } = operation;
  context.signal.throwIfAborted();
  context.emit({
    type: "service.starting",
    service,
    reason: "reason" in operation ? reasonText(operation.reason) : "",
  });
  undo.push(SERVICE_TITLES[service], () => runtime.stop(service, context));
  const endpoint = await runtime.start(service, observation, context);
  const reached = await awaitReady({ config, runtime, service, endpoint, context });
  await runtime.confirm?.(service, reached);
  return { operation, reached };
}
