import { anotherPort } from "../../services/another-port.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import type { ServiceName } from "../../services/service.js";
import { quoteForShell } from "../../system/shell-quote.js";
import { LABELS } from "../../containers/labels.js";
import { ownershipOf } from "../../containers/ownership.js";
import { isVisible } from "./foreign-object.js";
import type { PortHolder } from "../../engine/published-ports.js";

/** @param holder `undefined` when it is no container, or cannot be told */
export function portTaken(options: {
  config: ResolvedConfig;
  service: ServiceName;
  holder: PortHolder | undefined;
  cause?: unknown;
}): InfraError {
  const { config, service, holder, cause } = options;
  const { port } = config[service];
  const variable = `${config.variablePrefix}${service === "postgres" ? "PG" : "REDIS"}_PORT`;
  const whose = holder?.labels[LABELS.checkout];
  const isOfThisCheckout =
    holder !== undefined && ["ours", "other-environment"].includes(ownershipOf(holder, config).is);
  const isThere =
    whose !== undefined &&
    (isOfThisCheckout || isVisible({ path: whose, hostname: holder?.labels[LABELS.hostname] }, config));
  const by = holder
    ? ` by container ${holder.container} (${holder.image}${whose ? `, of ${whose}` : ""})`
    : "";
  return new InfraError("PORT_IN_USE", `Port ${port} in use${by}`, {
    hint: [
      isThere
        ? `Stop it there (infra -C ${quoteForShell(whose)}${nameOption(holder, config)} down),`
        : holder
          ? `Stop it if it is not needed (docker stop ${holder.container}),`
          : `Find who has it (ss -ltnp "sport = :${port}"),`,
      `or use another port: ${variable}=${anotherPort(config, service)} infra up`,
    ].join(" "),
    details: { port, service, variable, ...(holder && { container: holder.container, image: holder.image }) },
    ...(cause !== undefined && { cause }),
  });
}

/** The configuration of this checkout has another name than its other environments. */
function nameOption(holder: PortHolder | undefined, config: ResolvedConfig): string {
  const name = holder?.labels[LABELS.environment];
  const isOfThisCheckout = holder?.labels[LABELS.checkout] === config.projectDir;
  return isOfThisCheckout && name !== undefined ? ` --name ${quoteForShell(name)}` : "";
}
