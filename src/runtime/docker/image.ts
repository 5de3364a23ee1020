import { canonicalVariable } from "../../config/variables.js";
import type { ResolvedConfig } from "../../config/resolved.js";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import type { InfraContext } from "../../events.js";
import type { ServiceName } from "../../services/service.js";
import type { ImageDetails } from "../../engine/api.js";
import type { EngineClient } from "../../engine/client.js";
import { EngineError } from "../../engine/engine-error.js";
import { inspectImage } from "../../engine/inspect.js";
import { pull } from "../../engine/pull.js";
import { registryLogin } from "../../engine/registry-login.js";

export interface PullOptions {
  config: ResolvedConfig;
  service: ServiceName;
  /** The process environment: where the docker client keeps its logins. */
  env: NodeJS.ProcessEnv;
  context: InfraContext;
}

/**
 * Pulls a service's image and reports the progress.
 *
 * @throws InfraError IMAGE_UNAVAILABLE with the registry's or the engine's reason, RESOURCES_EXHAUSTED when its disk is full
 */
export async function pullImage(
  client: EngineClient,
  { config, service, env, context }: PullOptions,
): Promise<ImageDetails> {
  const { image } = config[service];
  context.emit({ type: "step", message: `Pulling image ${image}` });
  try {
    await pull(client, image, {
      headers: await loginHeaders(image, { env, context }),
      signal: context.signal,
      onProgress: (amount) => {
        context.emit({ type: "progress", what: `Pulling ${image}`, unit: "bytes", ...amount });
      },
    });
    const pulled = await inspectImage(client, image);
    if (pulled === undefined) throw new Error("the engine pulled it but does not list it");
    return pulled;
  } catch (cause) {
    context.signal.throwIfAborted();
    if (cause instanceof InfraError) throw cause;
    throw unavailable({ config, service, cause });
  }
}

/** A public image must not fail because of a broken credential helper. */
async function loginHeaders(
  image: string,
  { env, context }: Pick<PullOptions, "env" | "context">,
): Promise<Readonly<Record<string, string>>> {
  try {
    return await registryLogin(image, { env, signal: context.signal });
  } catch (error) {
    context.signal.throwIfAborted();
    const message = `Pulling ${image} without a login: ${messageOf(error)}`;
    context.emit({ type: "warning", message });
    return {};
  }
}

function unavailable(options: { config: ResolvedConfig; service: ServiceName; cause: unknown }): InfraError {
  const { config, service, cause } = options;
  const { image } = config[service];
  const reason = cause instanceof EngineError ? cause.reason : messageOf(cause);
  const variable = canonicalVariable(`${service}.image`, config.name);
  return new InfraError("IMAGE_UNAVAILABLE", `Image ${image} could not be pulled: ${reason}`, {
    hint: hintFor(reason, { image, variable }),
    details: { image, service, variable, reason },
    cause,
  });
}

function hintFor(reason: string, { image, variable }: { image: string; variable: string }): string {
  if (/no matching manifest|platform/i.test(reason)) {
    return `The image does not exist for this processor; use another one: ${variable}=…`;
  }
  if (/denied|unauthori[sz]ed|authentication|credentials|login/i.test(reason)) {
    return `Check the name (${variable}); if it is a private image: docker login, then run the command again`;
  }
  if (/not found|manifest unknown|not exist/i.test(reason)) return `Check name and tag: ${variable}`;
  return `Check the engine's network, or get the image manually: docker pull ${image} (or docker load)`;
}
