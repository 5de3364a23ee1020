import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { inspectBinary } from "./inspect-binary.js";
import { notFound, unusable, type RedisSource } from "./redis-server.js";

const PACKAGE = `@falkordblite/${process.platform}-${process.arch}`;
const PLACE = `npm package ${PACKAGE}`;

/** A server that an npm package carries, if the project (or the installation of infra) has that package. */
export const npmSource: RedisSource = async (search) => {
  const manifest = [join(search.projectDir, "package.json"), import.meta.url]
    .map((from) => resolveFrom(from))
    .find((path) => path !== undefined);
  if (manifest === undefined) return notFound(PLACE, "not installed");
  const { version } = JSON.parse(await readFile(manifest, "utf8")) as { version: string };
  const path = join(dirname(manifest), "bin", "redis-server");
  const inspection = await inspectBinary({ path, origin: `npm package ${PACKAGE} ${version}` }, search);
  if (inspection.usable) return { found: true, server: inspection.server };
  return unusable(PLACE, `${version} ${inspection.reason}`);
};

function resolveFrom(from: string): string | undefined {
  try {
    return createRequire(from).resolve(`${PACKAGE}/package.json`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}
