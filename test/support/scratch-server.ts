import type { DatabaseAddress } from "../../src/postgres/login.js";

/** A server that was started, and may not answer yet. */
export interface ScratchServer {
  address: DatabaseAddress;
  pid(): Promise<number>;
  restart(): Promise<void>;
  stop(): Promise<void>;
  /** What it said when it did not come up. */
  log(): Promise<string>;
}

/** Odd characters, so that whoever forgets to quote it is found out. */
export const SCRATCH_PASSWORD = "scratch pass'word\\";

/** What makes a server of tests fast and roomy. */
export const SCRATCH_SETTINGS = ["fsync=off", "max_connections=60"];
