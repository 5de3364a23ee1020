// The smallest program on both services. It knows nothing of infra: the addresses come from the environment.
//   infra run -- node app.mjs
import { createClient } from "@redis/client";
import postgres from "postgres";

const { DATABASE_URL, REDIS_URL } = process.env;
if (!DATABASE_URL || !REDIS_URL) throw new Error("start me with: infra run -- node app.mjs");

const sql = postgres(DATABASE_URL);
const redis = await createClient({ url: REDIS_URL }).connect();

await sql`SELECT FROM sign_up('rogue', 'The Rogue', 'secret') WHERE NOT EXISTS (SELECT FROM players)`;
const [player] = await sql`SELECT id, display_name FROM players ORDER BY id LIMIT 1`;
const logins = await redis.incr(`logins:${player.id}`);
console.log(`${player.display_name} logged in ${logins} time(s) since Redis started`);

redis.destroy();
await sql.end();
