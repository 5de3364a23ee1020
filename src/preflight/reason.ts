import type { RuntimeKind } from "../config/resolved.js";

/** Why an operation is needed, as data. A `detail` is in the user's words. */
export type Reason =
  | { kind: "absent" }
  | { kind: "not-running"; detail: string }
  | { kind: "frozen"; detail: string }
  | { kind: "unresponsive" }
  | { kind: "configuration-changed" }
  | { kind: "obsolete"; detail: string }
  /** The environment moves to this runtime. */
  | { kind: "moved"; to: RuntimeKind }
  /** The environment has this name now. */
  | { kind: "renamed"; to: string }
  /** PostgreSQL rejects the configured user or password. */
  | { kind: "login-rejected"; detail: string }
  | { kind: "database-missing" }
  | { kind: "new-database" }
  /** Not applied yet, as recorded there. */
  | { kind: "pending"; recordedIn: "database" | "ledger-copy" }
  | { kind: "file-missing" }
  | { kind: "file-outdated" };

/** The reason in the user's words, as `up` prints it. */
export function reasonText(reason: Reason): string {
  switch (reason.kind) {
    case "absent":
      return "it is not running";
    case "not-running":
    case "frozen":
    case "obsolete":
    case "login-rejected":
      return reason.detail;
    case "unresponsive":
      return "it did not answer";
    case "configuration-changed":
      return "its configuration changed";
    case "moved":
      return `the environment moves to ${reason.to}`;
    case "renamed":
      return `the configuration now has the name ${reason.to}`;
    case "new-database":
      return "the database is new";
    case "pending":
      return reason.recordedIn === "database" ? "not applied yet" : "not in the copy of the ledger";
    case "file-missing":
    case "database-missing":
      return "it does not exist";
    case "file-outdated":
      return "its values changed";
  }
}
