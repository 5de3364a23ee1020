import { connectionFile, isEnvFileCurrent } from "../../connection/env-file.js";
import type { Planned } from "../../preflight/make-plan.js";
import type { Operation } from "../../preflight/plan.js";
import type { Probed } from "../../readiness/probe-services.js";
import { lookAt } from "../../system/files.js";
import { connectionContent } from "./publish-connection.js";

/** Whether `up` writes the connection file. Where no service answers its host is not known: an existing file counts as current. */
export async function planConnection(
  { config }: Pick<Planned, "config">,
  reached: Probed["reached"],
): Promise<Operation[]> {
  const path = connectionFile(config);
  if ((await lookAt(path)) === undefined) {
    return [{ kind: "write-connection-file", path, reason: { kind: "file-missing" } }];
  }
  const host = (reached.postgres ?? reached.redis)?.host;
  if (host === undefined) return [];
  const { variables, generatedAtName } = connectionContent(config, {
    postgres: { host: reached.postgres?.host ?? host, port: config.postgres.port },
    redis: { host: reached.redis?.host ?? host, port: config.redis.port },
  });
  if (await isEnvFileCurrent(path, variables, generatedAtName)) return [];
  return [{ kind: "write-connection-file", path, reason: { kind: "file-outdated" } }];
}
