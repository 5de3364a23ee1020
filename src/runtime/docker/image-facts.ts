import type { ResolvedConfig } from "../../config/resolved.js";
import type { ImageFacts } from "../../images/compare.js";
import { SERVICE_NAMES, type ServiceName } from "../../services/service.js";
import { ourContainers } from "./containers.js";
import type { ImageDetails } from "../../engine/api.js";
import type { EngineClient } from "../../engine/client.js";
import { inspectImage } from "../../engine/inspect.js";

/** What the engine knows of the images of the environment and of those its containers run. */
export async function dockerImageFacts(client: EngineClient, config: ResolvedConfig): Promise<ImageFacts[]> {
  return Promise.all(SERVICE_NAMES.map((service) => factsOf(client, config, service)));
}

async function factsOf(
  client: EngineClient,
  config: ResolvedConfig,
  service: ServiceName,
): Promise<ImageFacts> {
  const reference = config[service].image;
  const [image, [container]] = await Promise.all([
    inspectImage(client, reference),
    ourContainers(client, config, service),
  ]);
  const running = container?.State.Running ? await inspectImage(client, container.Image) : undefined;
  return {
    service,
    reference,
    ...(image && { digests: digestsOf(image) }),
    ...(running && { runningDigests: digestsOf(running) }),
  };
}

/**
 * `RepoDigests` holds what the image was pulled by. The containerd image store also uses the index digest as the id, which
 * the classic store does not: there the id is that of the image's configuration and equals no digest of a registry.
 */
function digestsOf({ Id, RepoDigests }: ImageDetails): string[] {
  const pulled = (RepoDigests ?? []).map((entry) => entry.slice(entry.indexOf("@") + 1));
  return [...new Set(pulled.length > 0 ? [...pulled, Id] : [])];
}
