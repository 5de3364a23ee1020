import type { ServiceName } from "../../src/services/service.js";
import { dockerUnderTest } from "./docker-under-test.js";
import { nativeUnderTest } from "./native-under-test.js";

/** A server that really runs, found without asking infra. */
export interface RunningServer {
  service: ServiceName;
  /** As `infra status` shows it: a pid, a container id. */
  ref: string;
}

/**
 * What the integration suite has to know of the runtime it runs against. Everything else goes through the command line,
 * so that one suite holds for all runtimes. Tests of what only one runtime has lie in a folder named after it.
 */
export interface RuntimeUnderTest {
  readonly kind: "native" | "docker";

  /**
   * Variables that make infra use this runtime for an environment of this name, under names of objects that nobody else
   * on the machine has; other ones at each call.
   */
  settings(name: string): Record<string, string>;

  /** The servers of a project that run now, in the order of their names. */
  servers(projectDir: string): Promise<RunningServer[]>;

  /**
   * All that is left of a project on the machine, besides its files and its data: servers, their children, containers. For
   * people.
   */
  remains(projectDir: string): Promise<string[]>;

  /** Where the project's data lies outside its folder. Nowhere after a reset. For people. */
  data(projectDir: string): Promise<string[]>;

  /** Ends a server as a crash would, and returns when it is gone. */
  kill(server: RunningServer): Promise<void>;

  /** Freezes a server: it lives, its port is open, and it answers nothing. */
  suspend(server: RunningServer): Promise<void>;

  resume(server: RunningServer): Promise<void>;

  /** Takes away whatever {@link RuntimeUnderTest.remains} and {@link RuntimeUnderTest.data} list. */
  sweep(projectDir: string): Promise<void>;
}

/** The runtime that `INFRA_TEST_RUNTIME` names; the native one without it. */
export const runtimeUnderTest: RuntimeUnderTest = choose(process.env["INFRA_TEST_RUNTIME"] ?? "native");

function choose(kind: string): RuntimeUnderTest {
  switch (kind) {
    case "native":
      return nativeUnderTest;
    case "docker":
      return dockerUnderTest;
    default:
      throw new Error(`INFRA_TEST_RUNTIME=${kind}: the suite knows native and docker`);
  }
}
