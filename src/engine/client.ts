import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { memoize } from "../system/memoize.js";
import { engineHostText, type EngineAddress } from "./address.js";
import { dial, type Dialer } from "./dial.js";
import { engineDiskFull } from "./disk-full.js";
import { EngineError } from "./engine-error.js";

export interface EngineRequest {
  method?: "GET" | "POST" | "DELETE";
  /** Without version: `/containers/json`. */
  path: string;
  /** Objects are sent as JSON, as the engine takes its filters. */
  query?: Readonly<Record<string, string | number | boolean | object>>;
  body?: object;
  headers?: Readonly<Record<string, string>>;
  /** Until the engine has answered; of a stream, until it begins to. A minute when absent. */
  timeoutMs?: number;
  /** Also ends the answer. */
  signal?: AbortSignal;
}

/** Requests to one engine in one version of its API. */
export interface EngineClient {
  /** The answer's JSON; `undefined` for an answer without a body. */
  json<T>(request: EngineRequest): Promise<T>;
  /** The complete answer. */
  text(request: EngineRequest): Promise<string>;
  /** The answer as it comes. Has to be read, if only its beginning. */
  stream(request: EngineRequest): Promise<AsyncIterable<Buffer>>;
  /** Only the head of the answer. */
  headers(request: EngineRequest): Promise<IncomingHttpHeaders>;
}

/** Long enough for a loaded machine, short enough that a hanging engine does not hang us. */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * @param apiVersion `1.41`; absent: the engine's own
 *
 * Methods throw EngineError when the engine refuses, InfraError RESOURCES_EXHAUSTED when its disk is full and
 * ENGINE_UNREACHABLE when it does not answer.
 */
export function engineClient(address: EngineAddress, apiVersion?: string): EngineClient {
  const dialer = memoize(() => dial(address));
  const accepted = async (request: EngineRequest) => {
    const response = await send(await dialer(), { address, apiVersion, request });
    if ((response.statusCode ?? 0) < 400) return response;
    const reason = reasonOf(await readAll(response, { address, request }));
    const status = refusalStatus(response.statusCode ?? 0, reason);
    throw engineDiskFull(reason) ?? new EngineError(status, describe(request), reason);
  };
  const text = async (request: EngineRequest) => {
    const startedAt = performance.now();
    const response = await accepted(request);
    return readAll(response, { address, request, elapsedMs: performance.now() - startedAt });
  };
  return {
    text,
    json: async <T>(request: EngineRequest) => {
      const body = await text(request);
      return (body === "" ? undefined : JSON.parse(body)) as T;
    },
    stream: async (request) => chunks(await accepted(request), { address, request }),
    headers: async (request) => {
      const response = await accepted(request);
      response.resume();
      return response.headers;
    },
  };
}

/** Podman answers 500 where an object was removed while it looked at it; that means the same as 404. */
function refusalStatus(status: number, reason: string): number {
  return status === 500 && /no such (?:container|volume|network|image|exec session)/i.test(reason)
    ? 404
    : status;
}

interface Sending {
  address: EngineAddress;
  apiVersion: string | undefined;
  request: EngineRequest;
}

async function send(dialer: Dialer, { address, apiVersion, request }: Sending): Promise<IncomingMessage> {
  const { method = "GET", path, query = {}, body, signal, timeoutMs = ANSWER_TIMEOUT_MS } = request;
  signal?.throwIfAborted();
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const outgoing = dialer.request({
    ...dialer.options,
    method,
    path: `${apiVersion === undefined ? "" : `/v${apiVersion}`}${path}${queryText(query)}`,
    headers: {
      ...request.headers,
      ...(payload !== undefined && {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(payload),
      }),
    },
    ...(signal && { signal }),
  });
  return new Promise<IncomingMessage>((resolve, reject) => {
    const deadline = setTimeout(() => outgoing.destroy(noAnswerWithin(timeoutMs)), timeoutMs);
    outgoing.once("response", (response) => {
      clearTimeout(deadline);
      resolve(response);
    });
    outgoing.on("error", (cause) => {
      clearTimeout(deadline);
      reject(signal?.aborted ? (signal.reason as Error) : unreachable(address, cause));
    });
    outgoing.end(payload);
  });
}

function unreachable(address: EngineAddress, cause: Error): InfraError {
  return new InfraError(
    "ENGINE_UNREACHABLE",
    `Docker daemon not reachable at ${engineHostText(address)}: ${messageOf(cause)}`,
    { hint: "Start the engine again, then run the command again", cause },
  );
}

function noAnswerWithin(timeoutMs: number): Error {
  return new Error(`no answer within ${Math.round(timeoutMs)} ms`);
}

interface Answering {
  address: EngineAddress;
  request: EngineRequest;
}

async function readAll(
  response: IncomingMessage,
  { address, request, elapsedMs = 0 }: Answering & { elapsedMs?: number },
): Promise<string> {
  const { timeoutMs = ANSWER_TIMEOUT_MS } = request;
  const deadline = setTimeout(
    () => response.destroy(noAnswerWithin(timeoutMs)),
    Math.max(0, timeoutMs - elapsedMs),
  );
  try {
    const received: Buffer[] = [];
    for await (const chunk of chunks(response, { address, request })) received.push(chunk);
    return Buffer.concat(received).toString("utf8");
  } finally {
    clearTimeout(deadline);
  }
}

/** An engine may go away in the middle of its answer too. */
async function* chunks(
  response: IncomingMessage,
  { address, request }: Answering,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* response as AsyncIterable<Buffer>;
  } catch (cause) {
    request.signal?.throwIfAborted();
    throw unreachable(address, cause as Error);
  }
}

function reasonOf(body: string): string {
  try {
    const { message, cause } = JSON.parse(body) as { message?: string; cause?: string };
    return message ?? cause ?? body;
  } catch {
    return body.trim(); // a proxy between us and the engine speaks plain text
  }
}

function describe({ method = "GET", path }: EngineRequest): string {
  return `${method} ${path}`;
}

function queryText(query: NonNullable<EngineRequest["query"]>): string {
  const parameters = new URLSearchParams(
    Object.entries(query).map(([key, value]): [string, string] => [
      key,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  ).toString();
  return parameters === "" ? "" : `?${parameters}`;
}
