import { defaultsOf } from "../config/presets.js";
import type { ResolvedConfig } from "../config/resolved.js";
import type { Finding } from "../runtime/runtime.js";
import { infra } from "../system/own-command.js";

/**
 * Whether other people of this machine can log in to PostgreSQL: it listens on 127.0.0.1, which every account can
 * reach, and the default password is documented.
 *
 * @param others names of the accounts that are not the caller's
 */
export function examinePassword(config: ResolvedConfig, others: readonly string[]): Finding[] {
  const { password } = config.postgres;
  if (
    others.length === 0 ||
    password.reveal() !== defaultsOf(config.preset, config.name)["postgres.password"]
  )
    return [];
  const [first = "", ...rest] = others;
  const who = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  const source = config.sources["postgres.password"];
  const isSet = source !== undefined && source.kind !== "preset" && source.kind !== "derived";
  const where = config.configFile ?? "infra.config.json";
  return [
    {
      check: "password",
      severity: "warning",
      message: `the password of PostgreSQL is the default one, and this machine has other accounts (${who})`,
      fix: [
        `Set "password": "generated" under "postgres" in ${where}, then run: ${infra("up")}`,
        ...(isSet && source.kind !== "config-file" ? [`Remove ${source.where}, which is stronger`] : []),
      ].join("\n"),
    },
  ];
}
