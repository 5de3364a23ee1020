// A web server that brings its database up to date before it listens. Start as many as you like at once: one of them
// migrates, the others wait and find it done.
//   infra run -- node server.mjs
import { createServer } from "node:http";
import postgres from "postgres";
import { InfraError, migrateDatabase } from "@tilemud/infra/migrations";

const { DATABASE_URL, PORT = "3000" } = process.env;
if (!DATABASE_URL) throw new Error("start me with: infra run -- node server.mjs");

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopping.abort());

try {
  const { applied, alreadyApplied } = await migrateDatabase({
    connection: DATABASE_URL,
    directory: new URL("migrations/", import.meta.url),
    signal: stopping.signal,
  });
  console.log(`${applied.length} migrations applied now, ${alreadyApplied} before`);
  serve();
} catch (error) {
  // File, line, column, the server's words and what to do; a stack would only hide them.
  if (!(error instanceof InfraError)) throw error;
  console.error(`${error.message}\n${error.hint ?? ""}`);
  process.exitCode = error.exitCode;
}

function serve() {
  const sql = postgres(DATABASE_URL);
  const server = createServer((request, response) => {
    countVisit(sql, request.url).then(
      (count) => response.end(`visit ${count}\n`),
      (error) => response.writeHead(500).end(`${error.message}\n`),
    );
  });
  server.listen(Number(PORT), "127.0.0.1", () =>
    console.log(`listening on http://127.0.0.1:${server.address().port}`),
  );
  stopping.signal.addEventListener("abort", () => server.close(() => void sql.end()), { once: true });
}

async function countVisit(sql, path) {
  await sql`INSERT INTO visits (path) VALUES (${path})`;
  const [{ count }] = await sql`SELECT count(*)::int FROM visits`;
  return count;
}
