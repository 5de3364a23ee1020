import type { ServiceName } from "./services/service.js";

/** A stage of `up`, in the order they run. */
export type Phase = "preflight" | "fetch" | "start" | "readiness" | "migrations" | "seeds" | "connection";

/** The role of an SQL file in the project. */
export type FileKind = "migration" | "seed";

/**
 * The events of the library during its work. The CLI renders them as progress, as plain lines or on stderr next to a
 * JSON document; a program that uses the library can handle them as it needs.
 */
export type InfraEvent =
  | { type: "phase.started"; phase: Phase }
  | { type: "phase.finished"; phase: Phase; durationMs: number }
  /** A step that is printed on a separate line, in the user's words. */
  | { type: "step"; message: string }
  | { type: "warning"; message: string }
  /** Long work on one thing; `done` and `total` in the unit named, `total` absent while unknown. */
  | { type: "progress"; what: string; done: number; total?: number; unit: "bytes" | "files" | "steps" }
  | { type: "lock.waiting"; holder: string }
  | { type: "service.starting"; service: ServiceName; reason: string }
  | { type: "service.ready"; service: ServiceName; durationMs: number; detail: string }
  | { type: "service.stopped"; service: ServiceName }
  /** `index` counts from 0. */
  | { type: `${FileKind}.started`; filename: string; index: number; total: number }
  | { type: `${FileKind}.applied`; filename: string; durationMs: number; index: number; total: number }
  | { type: `${FileKind}.notice`; filename: string; severity: string; message: string; line?: number };

/** What every stage needs in addition to its input: a way to emit events and a signal to stop. */
export interface InfraContext {
  emit(event: InfraEvent): void;
  signal: AbortSignal;
}
