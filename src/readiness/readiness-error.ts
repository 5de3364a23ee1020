import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import type { ExitReport, Runtime } from "../runtime/runtime.js";
import { portTakenError } from "../services/port-taken-error.js";
import type { ProbeFailure } from "../services/probe.js";
import { SERVICE_TITLES, type ServiceName } from "../services/service.js";
import { endReason } from "./end-reason.js";
import { fixOfSilence } from "./fix-of-silence.js";
import { infra } from "../system/own-command.js";

interface Subject {
  config: ResolvedConfig;
  runtime: Runtime;
  service: ServiceName;
}

const LOG_TAIL_LINES = 20;

/** An error for a service that ran all the time and did not pass a probe. */
export async function notHealthyError(
  { config, runtime, service }: Subject,
  failure: ProbeFailure | undefined,
): Promise<InfraError> {
  const tail = await logTail(runtime, service);
  const { timeoutMs } = config.health;
  const why = failure ? `last probe of ${service}: ${failure.reason}` : "no probe was answered";
  const first = `${SERVICE_TITLES[service]} did not become healthy in ${Math.round(timeoutMs / 100) / 10}s`;
  return new InfraError("NOT_HEALTHY", [first, `  ${why}`, ...tailText(tail)].join("\n"), {
    hint: fixOfSilence(config, service, failure),
    details: { service, timeoutMs, lastFailure: why, logTail: tail },
  });
}

/** An error for a service that ended before it passed a probe, with the code of its reason. */
export async function endedError(
  { config, runtime, service }: Subject,
  { how, log }: ExitReport,
): Promise<InfraError> {
  const lines = log ?? (await logTail(runtime, service));
  const tail = lines.slice(-LOG_TAIL_LINES);
  const reason = endReason(service, lines, config[service].serverSettings);
  const ended = `${SERVICE_TITLES[service]} ended while it was starting`;
  const decisive = reason.line === undefined ? "" : `: ${reason.line}`;
  const message = `${ended}${how === undefined ? "" : ` (${how})`}${decisive}`;
  const details = { service, how: how ?? null, line: reason.line ?? null, logTail: tail };
  switch (reason.kind) {
    case "port":
      return portTakenError(config, service, new Error(message));
    case "setting": {
      const setting = `${service}.serverSettings.${reason.setting}`;
      const where = config.configFile ?? "the infra config";
      return new InfraError("CONFIG_INVALID", message, {
        hint: `Fix ${setting} in ${where}, then: ${infra("up")}`,
        details: { ...details, setting },
      });
    }
    case "disk-full":
      return new InfraError("RESOURCES_EXHAUSTED", message, {
        hint: `Free some space on the disk that holds its data, then: ${infra("up")}`,
        details,
      });
    case "other":
      return new InfraError("NOT_HEALTHY", [message, ...tailText(tail)].join("\n"), {
        hint: `Fix the cause that its log shows, then: ${infra("up")}`,
        details,
      });
  }
}

/** An error for PostgreSQL that refuses the configured login for a reason that infra does not change. */
export async function loginRejectedError(
  { config: { postgres }, runtime }: Subject,
  { why, hint }: { why: string; hint: string },
): Promise<InfraError> {
  const { location } = (await runtime.observe()).data;
  return new InfraError(
    "NOT_HEALTHY",
    `PostgreSQL rejected the login of ${postgres.user} to ${postgres.database}: ${why}\n  its data: ${location}`,
    { hint, details: { service: "postgres", lastFailure: why, data: location } },
  );
}

function tailText(tail: readonly string[]): string[] {
  return tail.length > 0 ? ["  last lines of its log:", ...tail.map((line) => `    ${line}`)] : [];
}

/** Only evidence: an unreadable log must not hide why the service is not healthy. */
async function logTail(runtime: Runtime, service: ServiceName): Promise<string[]> {
  const tail: string[] = [];
  const signal = AbortSignal.timeout(2_000);
  try {
    for await (const line of runtime.logs(service, { tail: LOG_TAIL_LINES, follow: false, signal }))
      tail.push(line);
  } catch (error) {
    tail.push(`(${messageOf(error)})`);
  }
  return tail;
}
