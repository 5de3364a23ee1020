import { inspectBinary } from "./inspect-binary.js";
import { notFound, type RedisSource } from "./redis-server.js";

/** The program the user named. If it does not run, that is an answer: another one would be a surprise. */
export const configuredSource: RedisSource = async (search) => {
  const { configured } = search;
  const place = "configured path (redis.binary)";
  if (configured === undefined) return notFound(place, "not set");
  const inspection = await inspectBinary({ path: configured, origin: place }, search);
  if (inspection.usable) return { found: true, server: inspection.server };
  const outcome = `${configured} ${inspection.reason}`;
  return { found: false, attempts: [{ place, outcome, broken: true }], final: true };
};
