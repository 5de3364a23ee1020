import type { EngineClient } from "./client.js";
import { engineDiskFull } from "./disk-full.js";
import { pullProgress, type PulledAmount, type PullMessage } from "./pull-progress.js";

/** The engine asks the registry before it answers. */
const PULL_ANSWER_TIMEOUT_MS = 5 * 60_000;

/**
 * Has the engine pull an image.
 *
 * @throws InfraError RESOURCES_EXHAUSTED when its disk is full, EngineError or Error with its reason for any other failure
 */
export async function pull(
  client: EngineClient,
  image: string,
  options: {
    /** The login, see `registryLogin`. */
    headers: Readonly<Record<string, string>>;
    onProgress: (amount: PulledAmount) => void;
    signal: AbortSignal;
  },
): Promise<void> {
  const { headers, onProgress, signal } = options;
  const response = await client.stream({
    method: "POST",
    path: "/images/create",
    query: { fromImage: withTag(image) },
    headers,
    timeoutMs: PULL_ANSWER_TIMEOUT_MS,
    signal,
  });
  const progress = pullProgress();
  for await (const line of lines(response)) {
    if (line === "") continue;
    const message = JSON.parse(line) as PullMessage;
    if (message.error !== undefined) throw engineDiskFull(message.error) ?? new Error(message.error);
    const amount = progress.add(message);
    if (amount) onProgress(amount);
  }
}

/** Without a tag the engine would pull every tag there is. */
function withTag(image: string): string {
  return /[:@][^/]*$/.test(image) ? image : `${image}:latest`;
}

/** Lines of a stream of text, without their ends; the last one also if it has none. */
async function* lines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of stream) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const complete = rest.split("\n");
    rest = complete.pop() ?? "";
    for (const line of complete) yield line.replace(/\r$/, "");
  }
  if (rest !== "") yield rest;
}
