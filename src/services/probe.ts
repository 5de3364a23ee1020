/**
 * Why a probe failed. A server that answers: `credentials` and `database-missing` (it was not set up for this configuration),
 * `starting` (it says that it is not ready yet, or is going down), `busy` (it has no free connection), `rejected` (it refuses
 * this login for a reason that infra does not change), `refused` (any other answer). One that does not: `unreachable` (no
 * listener, or the connection was closed), `silent` (no answer in time). `unasked`: this process could not ask, which says
 * nothing about the server.
 */
export type ProbeFailure =
  | {
      ok: false;
      kind:
        | "credentials"
        | "database-missing"
        | "starting"
        | "busy"
        | "refused"
        | "unreachable"
        | "silent"
        | "unasked";
      reason: string;
    }
  | { ok: false; kind: "rejected"; reason: string; hint: string };

export type ProbeFailureKind = ProbeFailure["kind"];

/** What a health probe found. `dataDirectory` is what PostgreSQL reports of itself, to those who may ask. */
export type ProbeResult = { ok: true; detail: string; dataDirectory?: string } | ProbeFailure;

export interface ProbeTarget {
  host: string;
  port: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** What a connection that failed says about the server. */
export function connectionFailureKind(error: unknown): "unreachable" | "unasked" {
  return LOCAL_FAULTS.has((error as { code?: string }).code ?? "") ? "unasked" : "unreachable";
}

/** Too few descriptors, memory or local ports, or a rule of this machine: faults of the process that asks. */
const LOCAL_FAULTS = new Set(["EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRNOTAVAIL", "EACCES", "EPERM"]);
