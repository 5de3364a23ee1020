import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import type { VolumeDetails } from "../../engine/api.js";
import type { EngineClient } from "../../engine/client.js";
import { EngineError, ifFound } from "../../engine/engine-error.js";
import { containersUsing, inspectVolume } from "../../engine/inspect.js";
import { createdAt } from "../../engine/created-at.js";
import { foreignObject, type NamedObject } from "./foreign-object.js";
import { composeVolumeLabels } from "../../compose/labels.js";
import { environmentFilter, LABELS, volumeLabels } from "../../containers/labels.js";
import { ownershipOf } from "../../containers/ownership.js";
import { infra } from "../../system/own-command.js";

/** The volume if it is there and ours. */
export async function ourVolume(
  client: EngineClient,
  config: ResolvedConfig,
): Promise<VolumeDetails | undefined> {
  const volume = await inspectVolume(client, config.postgres.volume);
  return volume && ownershipOf(volumeObject(volume), config).kind === "ours" ? volume : undefined;
}

/** All volumes of this environment, whatever their names are. */
export async function ourVolumes(client: EngineClient, config: ResolvedConfig): Promise<VolumeDetails[]> {
  const { Volumes: listed } = await client.json<{ Volumes: VolumeDetails[] | null }>({
    path: "/volumes",
    query: { filters: { label: environmentFilter(config) } },
  });
  return (listed ?? []).filter((volume) => ownershipOf(volumeObject(volume), config).kind === "ours");
}

/** As the rule of ownership takes it. */
export function volumeObject({ Name, Labels, CreatedAt }: VolumeDetails): NamedObject {
  return { kind: "volume", name: Name, labels: Labels, createdAt: createdAt(CreatedAt) };
}

/** Major version of the image that used the volume first; `undefined` where that was not written down. */
export function majorVersionLabel(volume: VolumeDetails): number | undefined {
  const label = volume.Labels?.[LABELS.postgresMajor];
  return label === undefined ? undefined : Number(label);
}

/**
 * Makes the volume unless it is there.
 *
 * @throws InfraError FOREIGN_OBJECT when one of that name is not ours
 */
export async function ensureVolume(
  client: EngineClient,
  config: ResolvedConfig,
  majorVersion: number | undefined,
): Promise<void> {
  const name = config.postgres.volume;
  const labels = {
    ...volumeLabels(config, majorVersion === undefined ? {} : { majorVersion }),
    ...composeVolumeLabels(config),
  };
  // Answers with what is there, if there is one; its labels are then those it was made with.
  const volume = await client.json<VolumeDetails>({
    method: "POST",
    path: "/volumes/create",
    body: { Name: name, Labels: labels },
  });
  const foreign = foreignObject(volumeObject(volume), config);
  if (foreign) throw foreign;
}

/** @throws InfraError DATA_NOT_REMOVED, naming the containers that use it */
export async function removeVolume(
  client: EngineClient,
  config: ResolvedConfig,
): Promise<{ removed: boolean }> {
  if ((await ourVolume(client, config)) === undefined) return { removed: false };
  const name = config.postgres.volume;
  try {
    await ifFound(client.json({ method: "DELETE", path: `/volumes/${name}` }));
    return { removed: true };
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
    const users = await containersUsing(client, name);
    const why = users.length > 0 ? `in use by ${users.join(", ")}` : messageOf(cause.reason);
    throw new InfraError("DATA_NOT_REMOVED", `Failed removing volume ${name}: ${why}`, {
      hint:
        users.length > 0
          ? `Remove the containers that use it (docker rm -f ${users.join(" ")}), then run: ${infra("reset")}`
          : `Remove it manually (docker volume rm ${name}), then run: ${infra("reset")}`,
      details: { volume: name, usedBy: users },
      cause,
    });
  }
}
