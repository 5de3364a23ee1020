import { chooseRuntime } from "./stages/choose-runtime.js";
import type { ServiceName } from "../services/service.js";
import { mergeIterables } from "../system/merge-iterables.js";
import { openEnvironment, type OperationOptions } from "./stages/environment.js";

export interface LogsOptions extends OperationOptions {
  services: readonly ServiceName[];
  /** Number of last lines of each service to begin with. */
  tail: number;
  follow: boolean;
}

interface LogLine {
  service: ServiceName;
  line: string;
}

/** Lines of the services' own logs. Without `follow` one service after the other; with it, as they come. */
export async function* logs(options: LogsOptions): AsyncGenerator<LogLine> {
  const { config, env, context } = await openEnvironment(options);
  const { runtime } = await chooseRuntime(config, env, context.signal);
  const { tail, follow } = options;
  const done = new AbortController();
  const signal = AbortSignal.any([context.signal, done.signal]);
  const sources = options.services.map((service) =>
    ofService(service, runtime.logs(service, { tail, follow, signal })),
  );
  try {
    if (follow) yield* mergeIterables(sources);
    else for (const source of sources) yield* source;
  } finally {
    // The reader has gone, or one service's log cannot be read: following the others must end too.
    done.abort(new Error("the logs are no longer read"));
  }
}

async function* ofService(service: ServiceName, lines: AsyncIterable<string>): AsyncGenerator<LogLine> {
  for await (const line of lines) yield { service, line };
}
