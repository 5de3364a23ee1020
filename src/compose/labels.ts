import { createHash } from "node:crypto";
import type { ResolvedConfig } from "../config/resolved.js";
import type { ContainerSpec } from "../containers/container-spec.js";
import type { PostgresLayout } from "../containers/postgres-layout.js";
import { composeConfigHash } from "./config-hash.js";
import { composeService, NETWORK_KEY, VOLUME_KEY } from "./service.js";

const PREFIX = "com.docker.compose";

/**
 * Compose's name for this checkout's environment. The checkout is in it: Compose takes containers of its project for its
 * own and exchanges them, whatever folder they came from, and another checkout's data must not be exchanged like that.
 */
export function composeProject({
  name,
  checkout,
  projectDir,
}: Pick<ResolvedConfig, "name" | "checkout" | "projectDir">): string {
  const digits = checkout?.id ?? createHash("sha256").update(projectDir).digest("hex");
  return `${name}-${digits.slice(0, 8)}`;
}

export interface LabelledContainer {
  spec: ContainerSpec;
  /** Our own and the user's labels, which Compose hashes with the rest. */
  labels: Readonly<Record<string, string>>;
  imageId: string;
  /** Of the image, for PostgreSQL. */
  layout?: PostgresLayout;
}

/** What Compose would write on the container of a service, so that it recognizes one which it did not make. */
export function composeContainerLabels(
  config: ResolvedConfig,
  { spec, imageId, ...definition }: LabelledContainer,
): Record<string, string> {
  return {
    [`${PREFIX}.project`]: composeProject(config),
    [`${PREFIX}.project.working_dir`]: config.projectDir,
    // There is none, and Compose complains about a container that does not say so.
    [`${PREFIX}.project.config_files`]: "",
    [`${PREFIX}.service`]: spec.service,
    [`${PREFIX}.container-number`]: "1",
    [`${PREFIX}.oneoff`]: "False",
    [`${PREFIX}.config-hash`]: composeConfigHash(composeService(spec, definition)),
    [`${PREFIX}.image`]: imageId,
  };
}

/** The same for the network. */
export function composeNetworkLabels(config: ResolvedConfig): Record<string, string> {
  return { [`${PREFIX}.project`]: composeProject(config), [`${PREFIX}.network`]: NETWORK_KEY };
}

/** The same for the volume. */
export function composeVolumeLabels(config: ResolvedConfig): Record<string, string> {
  return { [`${PREFIX}.project`]: composeProject(config), [`${PREFIX}.volume`]: VOLUME_KEY };
}
