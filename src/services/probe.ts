/**
 * What a health probe found. `credentials` and `database-missing` mean that a server answers but was not set up for this
 * configuration; `rejected` that it refuses this login for a reason that infra does not change. Everything else is
 * `unreachable` (nothing listens, wrong host) or `not-ready` (it listens and refuses). `dataDirectory` is what PostgreSQL
 * says of itself, to those who may ask.
 */
export type ProbeResult =
  | { ok: true; detail: string; dataDirectory?: string }
  | {
      ok: false;
      kind: "unreachable" | "not-ready" | "credentials" | "database-missing";
      reason: string;
    }
  | { ok: false; kind: "rejected"; reason: string; hint: string };

export interface ProbeTarget {
  host: string;
  port: number;
  timeoutMs: number;
  signal: AbortSignal;
}
