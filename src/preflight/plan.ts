import type { RuntimeKind } from "../config/resolved.js";
import type { ObservedService } from "../runtime/runtime.js";
import type { ServiceName } from "../services/service.js";
import type { Reason } from "./reason.js";

/** One thing that `up` does. Plain data: it can be printed, compared and sent as JSON. */
export type Operation =
  | StopOperation
  | ServiceOperation
  /** Sets the configured user and password in the existing data. */
  | { kind: "repair-login"; reason: Reason }
  | { kind: "create-database"; database: string; reason: Reason }
  /** `extensions`: those created before the first file. */
  | { kind: "migrate"; files: readonly string[]; extensions: readonly string[]; reason: Reason }
  | { kind: "seed"; files: readonly string[]; reason: Reason }
  /** `path`: absolute. */
  | { kind: "generate-password" | "write-connection-file"; path: string; reason: Reason };

/** Stops servers of this checkout that others replace. Their data stays. `services`: those that run. */
export interface StopOperation {
  kind: "stop";
  /** Of the environment. */
  name: string;
  runtime: RuntimeKind;
  services: readonly { service: ServiceName; port: number }[];
  reason: Reason;
}

/** What happens to one service. One that is kept is still waited for, and restarted if it does not answer. */
export type ServiceOperation =
  | { kind: "keep"; service: ServiceName }
  | { kind: "start" | "recreate" | "resume"; service: ServiceName; reason: Reason };

/** The operation for a service in this observed state. Pure. */
export function planService({ service, presence }: ObservedService): ServiceOperation {
  switch (presence.kind) {
    case "absent":
      return { kind: "start", service, reason: { kind: "absent" } };
    case "stopped":
    case "exited":
      return { kind: "start", service, reason: { kind: "not-running", detail: presence.reason } };
    case "running": {
      const { isCurrent, obsolete, frozen } = presence;
      if (obsolete !== undefined)
        return { kind: "recreate", service, reason: { kind: "obsolete", detail: obsolete } };
      if (!isCurrent) return { kind: "recreate", service, reason: { kind: "configuration-changed" } };
      return frozen === undefined
        ? { kind: "keep", service }
        : { kind: "resume", service, reason: { kind: "frozen", detail: frozen } };
    }
  }
}

/** The process or container that runs stays. */
export function isKept({ kind }: ServiceOperation): boolean {
  return kind === "keep" || kind === "resume";
}
