import { anotherPort } from "../../services/another-port.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import type { ServiceName } from "../../services/service.js";
import { quoteForShell } from "../../system/shell-quote.js";
import type { ContainerSummary, Labels, PublishedPort } from "./engine/api.js";
import type { EngineClient } from "./engine/client.js";
import { LABELS, ownershipOf } from "../../containers/labels.js";
import { createdAt } from "./created-at.js";
import { isVisible } from "./foreign-object.js";
import { isLoopback } from "./published.js";

/** A container that has a port of the engine's machine. */
export interface PortHolder {
  container: string;
  image: string;
  labels: Labels;
  createdAt: Date | undefined;
}

export async function portHeldByContainer(
  client: EngineClient,
  { port, except }: { port: number; except?: string },
): Promise<PortHolder | undefined> {
  const running = await client.json<ContainerSummary[]>({ path: "/containers/json" });
  const holder = running.find(
    ({ Id, Ports }) => Id !== except && Ports?.some((published) => isInTheWay(published, port)),
  );
  if (holder === undefined) return undefined;
  const { Id, Names, Image, Labels, Created } = holder;
  return {
    container: Names[0]?.replace(/^\//, "") ?? Id.slice(0, 12),
    image: Image,
    labels: Labels ?? {},
    createdAt: createdAt(Created),
  };
}

/** On another address of the machine, or for UDP, it meets nobody who listens on the loopback interface. */
function isInTheWay({ IP, PublicPort, Type }: PublishedPort, port: number): boolean {
  const everywhere = ["", "0.0.0.0", "::"];
  return PublicPort === port && Type === "tcp" && (everywhere.includes(IP ?? "") || isLoopback(IP ?? ""));
}

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
