import type { IncomingHttpHeaders } from "node:http";
import type { EngineAddress } from "./address.js";
import { engineClient, type EngineClient } from "./client.js";
import { EngineError } from "./engine-error.js";

/** An engine that has answered. */
export interface Engine {
  address: EngineAddress;
  /** How it was found: `DOCKER_HOST`, `docker context colima`, `socket of Docker Desktop`. */
  origin: string;
  flavour: "docker" | "podman";
  /** As it calls itself: `Docker/20.10.24`. */
  software: string;
  /** Version of its API that both sides speak: `1.41`. */
  apiVersion: string;
  /** By how much its clock is ahead of ours; 0 if the difference is too small to measure. */
  clockAheadMs: number;
  client: EngineClient;
}

/** The API of Engine 20.10, the oldest that is looked after, and the newest that was tried. */
const OLDEST_API = "1.41";
const NEWEST_API = "1.51";

/** The date of an answer has a resolution of one second. */
const CLOCK_RESOLUTION_MS = 2_000;

/**
 * Asks whether an engine answers at an address, and in which version of the API.
 *
 * @throws Error with what came instead
 */
export async function greetEngine(
  { address, origin }: Pick<Engine, "address" | "origin">,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<Engine> {
  const headers = await ping(address, options);
  const { "api-version": theirs, "libpod-api-version": podman, date, server } = headers;
  if (typeof theirs !== "string") throw new Error(NO_ENGINE);
  if (isOlder(theirs, OLDEST_API)) {
    throw new Error(`the engine is too old: its API is ${theirs}, ${OLDEST_API} (Engine 20.10) is needed`);
  }
  const apiVersion = isOlder(theirs, NEWEST_API) ? theirs : NEWEST_API;
  const aheadMs = date === undefined ? 0 : Date.parse(date) - Date.now();
  return {
    address,
    origin,
    flavour: podman === undefined ? "docker" : "podman",
    software: String(server ?? "").split(" ")[0] || (podman === undefined ? "Docker" : "Podman"),
    apiVersion,
    clockAheadMs: Math.abs(aheadMs) < CLOCK_RESOLUTION_MS ? 0 : aheadMs,
    client: engineClient(address, apiVersion),
  };
}

const NO_ENGINE = "the program that answers there is not a Docker engine";

async function ping(
  address: EngineAddress,
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<IncomingHttpHeaders> {
  try {
    return await engineClient(address).headers({ path: "/_ping", ...options });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new Error(`${NO_ENGINE}, or it does not work (HTTP ${error.status})`, {
      cause: error,
    });
  }
}

/** Compares versions of the API, whose minor part has more than one digit. */
export function isOlder(version: string, than: string): boolean {
  const [[major = 0, minor = 0], [thanMajor = 0, thanMinor = 0]] = [version, than].map((text) =>
    text.split(".").map(Number),
  ) as [number[], number[]];
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
