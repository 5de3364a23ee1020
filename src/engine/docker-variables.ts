import { engineHostText, type EngineAddress } from "./address.js";

/** Environment of the docker program, so that it uses the engine at this address and no other. */
export function dockerVariables(address: EngineAddress): Record<string, string> {
  const tls = address.kind === "tcp" ? address.tls : undefined;
  return {
    DOCKER_HOST: engineHostText(address),
    DOCKER_CONTEXT: "",
    ...(tls && { DOCKER_TLS: "1", DOCKER_TLS_VERIFY: tls.verify ? "1" : "" }),
    ...(tls?.folder !== undefined && { DOCKER_CERT_PATH: tls.folder }),
  };
}
