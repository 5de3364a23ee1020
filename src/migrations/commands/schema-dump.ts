import { LEDGER_TABLE } from "../ledger/ledger-table.js";
import { SEED_TABLE } from "../seeds/seed-table.js";
import { openMigrationSession, type MigrationSessionOptions } from "../run/open-session.js";

/** Arguments of pg_dump, without the login: the schema as the migrations left it, the same for every user. */
export function dumpArguments(options: { lockWaitMs: number }): string[] {
  return [
    "--schema-only",
    "--no-owner",
    "--no-privileges",
    "--encoding=UTF8",
    "--no-password",
    `--exclude-table=${LEDGER_TABLE}`,
    `--exclude-table=${SEED_TABLE}`,
    `--lock-wait-timeout=${options.lockWaitMs}ms`,
  ];
}

/**
 * pg_dump's output as a file to be reviewed and compared: the head with the versions of server and program and the random
 * key of `\restrict` is replaced, so is the end; line ends are LF, also in bodies of functions that came from a file with
 * others. Runs again as it is, without psql.
 */
export function reviewableDump(dump: string): string {
  const text = dump.replaceAll("\r\n", "\n");
  const lines = text.split("\n");
  const first = lines.findIndex((line) => line !== "" && !line.startsWith("--") && !line.startsWith("\\"));
  const end = text.lastIndexOf(END);
  if (first < 0 || end < 0) throw new Error("the output of pg_dump is incomplete");
  const start = lines.slice(0, first).join("\n").length;
  return `${HEAD}\n${text.slice(start, end).trim()}\n`;
}

const HEAD = `-- The schema as the migrations leave it. Written by \`infra migrate dump\`; changes are lost.\n`;
const END = "\n--\n-- PostgreSQL database dump complete\n--\n";

/** Major version of the server. */
export async function serverMajorOf(options: MigrationSessionOptions): Promise<number> {
  const session = await openMigrationSession(options);
  try {
    const [row] = await session.query<{ major: number }>(
      "select pg_catalog.current_setting('server_version_num')::int / 10000 as major",
    );
    return row?.major ?? 0;
  } finally {
    await session.close();
  }
}
