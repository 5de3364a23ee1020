import type { Login } from "../postgres/login.js";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { DATABASE_MISSING } from "../postgres/database.js";
import { quoteIdentifier, quoteLiteral } from "../postgres/quote.js";
import { errorsIn, singleUserArguments, type RunSingleUser, type SingleUserEnd } from "./single-user.js";
import { noControlFile, unfinishedData } from "./unfinished-data.js";
import { infra } from "../system/own-command.js";

export interface LoginRepair {
  login: Login;
  dataDirectory: string;
  /** Folder or volume, for people. */
  location: string;
  run: RunSingleUser;
}

/**
 * Makes the configured login work while no server runs on the data: user, password and database are made, or set to what
 * they are after a first start. The old user and its password need not be known.
 *
 * @throws InfraError DATA_INCOMPATIBLE when the data was never finished, NOT_HEALTHY when PostgreSQL refuses
 */
export async function repairLogin(repair: LoginRepair): Promise<void> {
  const sql = loginSql(repair.login);
  let end = await runIn("postgres", sql, repair);
  if (isMissing(end)) {
    // A user dropped it, or it was never made: initdb makes it last, after template0.
    const { output } = await runIn(await otherDatabase(repair), [LOOK_FOR_TEMPLATE0], repair);
    if (!output.some((line) => line.includes('"template0"'))) {
      throw unfinishedData(repair.location, 'database "postgres" does not exist');
    }
    end = await runIn(await otherDatabase(repair), sql, repair);
  }
  requireSuccess(end, repair);
}

const LOOK_FOR_TEMPLATE0 = "SELECT datname FROM pg_catalog.pg_database WHERE datname = 'template0';";

/** The role is what `initdb` makes: a superuser that may log in. One statement a line, as single-user mode takes them. */
function loginSql({ user, password, database }: Login): string[] {
  const [role, name] = [quoteIdentifier(user), quoteIdentifier(database)];
  return [
    `CREATE ROLE ${role};`,
    `ALTER ROLE ${role} LOGIN SUPERUSER CREATEDB CREATEROLE REPLICATION BYPASSRLS CONNECTION LIMIT -1` +
      ` VALID UNTIL 'infinity' PASSWORD ${quoteLiteral(password.reveal())};`,
    `CREATE DATABASE ${name} OWNER ${role};`,
    `ALTER DATABASE ${name} ALLOW_CONNECTIONS true CONNECTION LIMIT -1;`,
  ];
}

/** Role and database are there already, or the database cannot be made now: the next probe says so. */
const EXPECTED_ERRORS = new Set(["42710", "42P04", DATABASE_MISSING]);

async function otherDatabase(repair: LoginRepair): Promise<string> {
  return isMissing(await runIn("template1", [], repair)) ? "template0" : "template1";
}

async function runIn(database: string, sql: readonly string[], repair: LoginRepair): Promise<SingleUserEnd> {
  const args = singleUserArguments(repair.dataDirectory, database);
  try {
    return await repair.run({ args, input: sql.map((line) => `${line}\n`).join("") });
  } catch (cause) {
    throw cause instanceof InfraError ? cause : notRepaired(repair, messageOf(cause), cause);
  }
}

function isMissing({ output }: SingleUserEnd): boolean {
  return errorsIn(output).some(({ severity, code }) => severity === "FATAL" && code === DATABASE_MISSING);
}

function requireSuccess({ exitCode, ending, output }: SingleUserEnd, repair: LoginRepair): void {
  const sign = noControlFile(output);
  if (sign !== undefined) throw unfinishedData(repair.location, sign);
  const failure = errorsIn(output).find(
    ({ severity, code }) => severity !== "ERROR" || !EXPECTED_ERRORS.has(code),
  );
  if (failure !== undefined) throw notRepaired(repair, failure.message);
  if (exitCode === 0) return;
  throw notRepaired(repair, output.join("\n").trim() || `postgres --single failed (${ending})`);
}

function notRepaired({ login, location }: LoginRepair, why: string, cause?: unknown): InfraError {
  return new InfraError("NOT_HEALTHY", `PostgreSQL could not set the login of ${login.user}: ${why}`, {
    hint: `Use the user, password and database that the data in ${location} was created with, or check it: ${infra("doctor")}`,
    ...(cause !== undefined && { cause }),
  });
}
