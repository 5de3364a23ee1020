import type { ResolvedConfig } from "../../config/resolved.js";
import type { InfraError } from "../../errors/infra-error.js";
import { portInUseError, type KnownHolder } from "../../services/port-in-use-error.js";
import type { ServiceName } from "../../services/service.js";
import { infraIn } from "../../system/own-command.js";
import { LABELS } from "../../containers/labels.js";
import { ownershipOf } from "../../containers/ownership.js";
import { isVisible } from "./foreign-object.js";
import type { PortHolder } from "../../engine/published-ports.js";

/** @param holder `undefined` if it is not a container, or unknown */
export async function portTaken(options: {
  config: ResolvedConfig;
  service: ServiceName;
  holder: PortHolder | undefined;
  cause?: unknown;
}): Promise<InfraError> {
  const { config, service, holder, cause } = options;
  // A holder that is no container of the engine is on the engine's machine, and engines run on Linux.
  const platform = "linux";
  return portInUseError({ config, service, holder: holder && known(holder, config), platform, cause });
}

function known(holder: PortHolder, config: ResolvedConfig): KnownHolder {
  const { container, image, labels } = holder;
  const whose = labels[LABELS.checkout];
  const isOfThisCheckout = ["ours", "other-environment"].includes(ownershipOf(holder, config).kind);
  const isThere =
    whose !== undefined &&
    (isOfThisCheckout || isVisible({ path: whose, hostname: labels[LABELS.hostname] }, config));
  return {
    name: `container ${container} (${image}${whose ? `, of ${whose}` : ""})`,
    remedy: isThere
      ? `Stop it, its data is kept: ${infraIn(whose, ...nameOption(holder, config), "down")}`
      : `Stop it if it is not needed: docker stop ${container}`,
    details: { container, image },
  };
}

/** The configuration of this checkout has another name than its other environments. */
function nameOption({ labels }: PortHolder, config: ResolvedConfig): string[] {
  const name = labels[LABELS.environment];
  const isOfThisCheckout = labels[LABELS.checkout] === config.projectDir;
  return isOfThisCheckout && name !== undefined ? ["--name", name] : [];
}
