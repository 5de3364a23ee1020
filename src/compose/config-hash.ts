import { createHash } from "node:crypto";
import { Secret } from "../errors/secret.js";
import type { ComposeService } from "./service.js";

/**
 * What Compose puts into the label `com.docker.compose.config-hash` and compares before it recreates a container: SHA-256
 * of the service as Go serializes it. The scheme is the same in all of Compose 2 (see docs/decisions).
 */
export function composeConfigHash(service: ComposeService): string {
  const { command, container_name, ...rest } = service;
  const complete = { command, container_name, entrypoint: null, ...rest };
  return createHash("sha256").update(asGoWrites(complete)).digest("hex");
}

/** Go's serializer escapes what could break out of a script element; that of JavaScript does not. */
function asGoWrites(value: object): string {
  const json = JSON.stringify(value, function (this: unknown, key: string, serialized: unknown): unknown {
    const original = (this as Record<string, unknown>)[key];
    return original instanceof Secret ? original.reveal() : serialized;
  });
  return json.replaceAll(/[<>&\u2028\u2029]/g, (character) => unicodeEscape(character));
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
