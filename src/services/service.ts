/** The services of an environment, in the order they are shown. */
export const SERVICE_NAMES = ["postgres", "redis"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** A value for each service. */
export type EachService<T> = Readonly<Record<ServiceName, T>>;

export function eachService<T>(valueOf: (service: ServiceName) => T): EachService<T> {
  return Object.fromEntries(SERVICE_NAMES.map((service) => [service, valueOf(service)])) as Record<
    ServiceName,
    T
  >;
}

/** The same for work that is done for all services at once. */
export async function eachServiceAsync<T>(
  work: (service: ServiceName) => Promise<T>,
): Promise<EachService<T>> {
  const values = await Promise.all(SERVICE_NAMES.map((service) => work(service)));
  return eachService((service) => values[SERVICE_NAMES.indexOf(service)] as T);
}

/** What people call the services in messages. */
export const SERVICE_TITLES: Readonly<Record<ServiceName, string>> = { postgres: "Postgres", redis: "Redis" };

/** State of one service; see `service-state.ts` for what each means and which moves are allowed. */
export type ServiceState = "stopped" | "starting" | "healthy" | "unhealthy" | "degraded";

/** State of the complete environment. */
export type EnvironmentStatus = "starting" | "migrating" | "ready" | "error" | "stopped";

/** A single service as the seeds describe it: what `infra status --json` lists. */
export interface InfraService {
  name: ServiceName;
  image: string;
  /** Times in milliseconds. */
  healthcheck: { cmd: readonly string[]; interval: number; timeout: number; retries: number };
  defaultPort: number;
  envPortVar: string;
  persistence: boolean;
  volume?: string;
  state: ServiceState;
}
