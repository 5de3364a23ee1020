import { eachService, SERVICE_NAMES } from "../../services/service.js";
import { connectionFile, isEnvFileCurrent } from "../../connection/env-file.js";
import type { Planned } from "../../preflight/make-plan.js";
import type { Operation } from "../../preflight/plan.js";
import type { Probed } from "../../readiness/probe-services.js";
import { readStats } from "../../system/files.js";
import { configuredDatabase } from "./database.js";
import { connectionContent } from "./publish-connection.js";

/** Whether `up` writes the connection file. Where no service answers its host is not known: an existing file counts as current. */
export async function planConnection(
  { config }: Pick<Planned, "config">,
  reached: Probed["reached"],
): Promise<Operation[]> {
  const path = connectionFile(config);
  if ((await readStats(path)) === undefined) {
    return [{ kind: "write-connection-file", path, reason: { kind: "file-missing" } }];
  }
  const host = SERVICE_NAMES.map((service) => reached[service]?.host).find((each) => each !== undefined);
  if (host === undefined) return [];
  const addresses = eachService((service) => ({
    host: reached[service]?.host ?? host,
    port: config[service].port,
  }));
  const database = configuredDatabase(config, addresses.postgres);
  const { variables, generatedAtName } = connectionContent(config, { database, reached: addresses });
  if (await isEnvFileCurrent(path, variables, generatedAtName)) return [];
  return [{ kind: "write-connection-file", path, reason: { kind: "file-outdated" } }];
}
