import { chooseRuntime } from "./choose-runtime.js";
import type { ServiceName } from "../services/service.js";
import { openEnvironment } from "./environment.js";
import type { OperationOptions } from "./reports.js";

export interface LogsOptions extends OperationOptions {
  services: readonly ServiceName[];
  /** How many of the last lines of each to begin with. */
  tail: number;
  follow: boolean;
}

/** Lines of the services' own logs. Without `follow` one service after the other; with it, as they come. */
export async function* logs(options: LogsOptions): AsyncGenerator<{ service: ServiceName; line: string }> {
  const { config, env, context } = await openEnvironment(options);
  const { runtime } = await chooseRuntime(config, env, context.signal);
  const { tail, follow } = options;
  const sources = options.services.map((service) => ({
    service,
    lines: runtime.logs(service, { tail, follow, signal: context.signal })[Symbol.asyncIterator](),
  }));
  if (follow) {
    yield* asTheyCome(sources);
    return;
  }
  for (const { service, lines } of sources) {
    for (let next = await lines.next(); !next.done; next = await lines.next())
      yield { service, line: next.value };
  }
}

interface Source {
  service: ServiceName;
  lines: AsyncIterator<string>;
}

async function* asTheyCome(
  sources: readonly Source[],
): AsyncGenerator<{ service: ServiceName; line: string }> {
  const ask = async (source: Source) => ({ source, next: await source.lines.next() });
  const waiting = new Map(sources.map((source) => [source, ask(source)]));
  try {
    while (waiting.size > 0) {
      const { source, next } = await Promise.race(waiting.values());
      if (next.done) {
        waiting.delete(source);
        continue;
      }
      waiting.set(source, ask(source));
      yield { service: source.service, line: next.value };
    }
  } finally {
    // The reader went away; a source that still waits for its next line ends with the signal of the command.
    for (const { lines } of waiting.keys()) void lines.return?.();
  }
}
