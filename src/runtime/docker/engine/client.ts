import type { IncomingMessage } from "node:http";
import { InfraError } from "../../../errors/infra-error.js";
import { messageOf } from "../../../errors/message.js";
import { engineHostText, type EngineAddress } from "./address.js";
import { dial, type Dialer } from "./dial.js";
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
  /** The whole answer. */
  text(request: EngineRequest): Promise<string>;
  /** The answer as it comes; the reader has to read or destroy it. */
  stream(request: EngineRequest): Promise<IncomingMessage>;
}

/** Long enough for a loaded machine, short enough that a hanging engine does not hang us. */
const ANSWER_TIMEOUT_MS = 60_000;

/**
 * @param apiVersion `1.41`; absent: the engine's own
 *
 * Methods throw EngineError when the engine refuses, InfraError ENGINE_UNREACHABLE when it does not answer.
 */
export function engineClient(address: EngineAddress, apiVersion?: string): EngineClient {
  let dialer: Promise<Dialer> | undefined;
  const stream = async (request: EngineRequest) => {
    const response = await send(await (dialer ??= dial(address)), { address, apiVersion, request });
    if ((response.statusCode ?? 0) < 400) return response;
    const reason = reasonOf(await readAll(response, { address, request }));
    throw new EngineError(response.statusCode ?? 0, describe(request), reason);
  };
  const text = async (request: EngineRequest) => {
    const startedAt = performance.now();
    const response = await stream(request);
    return readAll(response, { address, request, elapsedMs: performance.now() - startedAt });
  };
  return {
    stream,
    text,
    json: async <T>(request: EngineRequest) => {
      const body = await text(request);
      return (body === "" ? undefined : JSON.parse(body)) as T;
    },
  };
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

/** An engine may go away, or hang, in the middle of its answer too. */
async function readAll(
  response: IncomingMessage,
  options: { address: EngineAddress; request: EngineRequest; elapsedMs?: number },
): Promise<string> {
  const { address, request, elapsedMs = 0 } = options;
  const { timeoutMs = ANSWER_TIMEOUT_MS, signal } = request;
  const deadline = setTimeout(
    () => response.destroy(noAnswerWithin(timeoutMs)),
    Math.max(0, timeoutMs - elapsedMs),
  );
  response.setEncoding("utf8");
  let received = "";
  try {
    for await (const chunk of response) received += chunk as string;
    return received;
  } catch (cause) {
    signal?.throwIfAborted();
    throw unreachable(address, cause as Error);
  } finally {
    clearTimeout(deadline);
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
