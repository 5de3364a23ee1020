import { messageOf } from "../errors/message.js";
import { DATABASE_MISSING } from "../postgres/database.js";
import { connectionFailureKind, type ProbeFailure } from "./probe.js";
import { infra } from "../system/own-command.js";

/**
 * The meaning of a login that PostgreSQL refused. Goes by SQLSTATE and the name of the function in the server's source,
 * which are the same in every language.
 */
export function refusedLogin(error: unknown): ProbeFailure {
  const { code = "", routine = "" } = error as { code?: string; routine?: string };
  const reason = messageOf(error);
  if (code === DATABASE_MISSING) return { ok: false, kind: "database-missing", reason };
  if (isLoginAtFault(code, routine)) return { ok: false, kind: "credentials", reason };
  if (code === "28000") return { ok: false, kind: "rejected", reason, hint: hbaHint() };
  if (code === "55000" && routine === "InitPostgres") {
    return { ok: false, kind: "rejected", reason, hint: invalidDatabaseHint() };
  }
  // No SQLSTATE starts with E, as EPIPE and EPERM do.
  const isAnswer = /^[0-9A-DF-Z][0-9A-Z]{4}$/.test(code);
  return { ok: false, kind: isAnswer ? kindOfAnswer(code) : connectionFailureKind(error), reason };
}

function kindOfAnswer(code: string): "starting" | "busy" | "refused" {
  switch (code) {
    case "57P03": // it starts, recovers after a crash, or shuts down
      return "starting";
    case "53300": // all connections of the server are taken
      return "busy";
    default:
      return "refused";
  }
}

/** Wrong password, or a property of the role or the database that the login repair sets. */
function isLoginAtFault(code: string, routine: string): boolean {
  switch (code) {
    case "28P01": // wrong password, no such role, VALID UNTIL is over
      return true;
    case "28000": // NOLOGIN; the other reasons come from pg_hba.conf
      return routine === "InitializeSessionUserId";
    case "53300": // CONNECTION LIMIT of the role or the database; without these functions the server itself is full
      return routine === "InitializeSessionUserId" || routine === "CheckMyDatabase";
    case "55000": // ALLOW_CONNECTIONS false
    case "42501": // no CONNECT privilege
      return routine === "CheckMyDatabase";
    default:
      return false;
  }
}

const hbaHint = () =>
  "pg_hba.conf in the data folder rejects it, and infra does not change this file. Add the line `host all all all scram-sha-256` " +
  `to it, then run: ${infra("down")} && ${infra("up")}`;

const invalidDatabaseHint = () =>
  `The removal of the database was interrupted, so PostgreSQL cannot use it. Remove it (DROP DATABASE) or run: ${infra("reset")}`;
