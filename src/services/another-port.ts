import type { ResolvedConfig } from "../config/resolved.js";

interface Ports {
  postgres: Pick<ResolvedConfig["postgres"], "port">;
  redis: Pick<ResolvedConfig["redis"], "port">;
}

/** A port to suggest in place of the one that is taken: the nearest one that neither service has. */
export function anotherPort({ postgres, redis }: Ports, service: "postgres" | "redis"): number {
  const { port } = { postgres, redis }[service];
  const isPossible = (next: number) => next <= 65_535 && next !== postgres.port && next !== redis.port;
  return [port + 1, port + 2, port - 1, port - 2].find(isPossible) ?? port;
}
