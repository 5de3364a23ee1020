import type { RuntimeKind } from "../config/resolved.js";
import type { Operation } from "../preflight/plan.js";
import type { ResourceBaselineReport } from "../preflight/resources.js";
import { readServices } from "../readiness/read-services.js";
import type { ProbeFailure } from "../services/probe.js";
import { readStats } from "../system/files.js";
import { SERVICE_TITLES } from "../services/service.js";
import { type Environment, openEnvironment } from "./stages/environment.js";
import { type OtherServers, toReport } from "./stages/other-servers.js";
import { withAutomaticPorts } from "./stages/kept-ports.js";
import { planConnection } from "./stages/plan-connection.js";
import { planData } from "./stages/plan-data.js";
import { planEnvironment } from "./stages/plan-environment.js";
import type { UpOptions } from "./up.js";
import { infra } from "../system/own-command.js";

export interface PlanUpReport {
  dryRun: true;
  name: string;
  runtime: RuntimeKind;
  /** Why this runtime, in the user's words. */
  runtimeReason: string;
  /** In the order of execution; empty when there is nothing to do. */
  operations: readonly Operation[];
  resources: ResourceBaselineReport;
  warnings: readonly string[];
  /** Other servers of this checkout. */
  others: readonly OtherServers[];
}

/**
 * The plan of `up`. Changes nothing: no file, no server, no lock.
 *
 * @throws InfraError what `up` throws before it changes anything, and for migrations that it would refuse
 */
export async function planUp(options: UpOptions): Promise<PlanUpReport> {
  const environment = await openEnvironment(options);
  return withAutomaticPorts(environment, (each) => each.phase("preflight", () => planOf(each, options)));
}

async function planOf(
  environment: Environment,
  { locked = false, allowOutOfOrder = false, seed = false }: UpOptions,
): Promise<PlanUpReport> {
  const { config, context } = environment;
  const planned = await planEnvironment(environment, { locked });
  const { runtime, runtimeReason, services, stops, resources, others } = planned;
  const probed = await readServices({ ...planned, context });
  const data = await planData(planned, { ...probed, context, allowOutOfOrder, seed });
  const silent = services
    .filter(({ kind }) => kind === "keep")
    .flatMap(({ service }) => {
      const text = silentText(probed.failures[service]);
      return text === undefined ? [] : [`${SERVICE_TITLES[service]} ${text}`];
    });
  return {
    dryRun: true,
    name: config.name,
    runtime: runtime.kind,
    runtimeReason,
    operations: [
      ...(await planPassword(config.postgres.passwordFile)),
      ...stops,
      ...services.filter(({ kind }) => kind !== "keep"),
      ...data.operations,
      ...(await planConnection(planned, probed.reached)),
    ],
    resources,
    warnings: [...planned.warnings, ...silent, ...data.warnings],
    others: others.map(toReport),
  };
}

/** The configuration names the file also when it exists. */
async function planPassword(path: string | undefined): Promise<Operation[]> {
  if (path === undefined || (await readStats(path)) !== undefined) return [];
  return [{ kind: "generate-password", path, reason: { kind: "file-missing" } }];
}

/** What a failed probe of a service that is kept means for `up`. The repair of a login is an operation. */
function silentText(failure: ProbeFailure | undefined): string | undefined {
  if (failure === undefined || failure.kind === "credentials" || failure.kind === "database-missing")
    return undefined;
  return failure.kind === "rejected"
    ? `rejects the login (${failure.reason}): ${infra("up")} would fail`
    : `is running but does not answer (${failure.reason}): ${infra("up")} waits for it, and restarts it if that can help`;
}
