import { createClient } from "@redis/client";
import postgres from "postgres";
import type { TemporaryProject } from "./temporary-project.js";

/** Runs SQL as an application does that knows the connection file only, and returns the rows. */
export async function query<Row = Record<string, unknown>>(
  project: TemporaryProject,
  text: string,
): Promise<Row[]> {
  const { DATABASE_URL = "" } = await project.variables();
  return queryUrl<Row>(DATABASE_URL, text);
}

export async function queryUrl<Row = Record<string, unknown>>(url: string, text: string): Promise<Row[]> {
  // This client takes the name from the URL as it stands there; others decode it, as they should.
  const database = decodeURIComponent(new URL(url).pathname.slice(1));
  const sql = postgres(url, { database, max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    return (await sql.unsafe(text)) as unknown as Row[];
  } finally {
    await sql.end();
  }
}

/** Sends one command to Redis, as an application does that knows the connection file only. */
export async function redis(project: TemporaryProject, ...command: string[]): Promise<unknown> {
  const { REDIS_URL = "" } = await project.variables();
  const client = createClient({
    url: REDIS_URL,
    socket: { reconnectStrategy: false, connectTimeout: 10_000 },
  });
  // The command that it cuts off fails as well; an event without a listener would end the test run.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await client.sendCommand(command);
  } finally {
    await client.close();
  }
}
