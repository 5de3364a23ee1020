import type { Secret } from "../errors/secret.js";

/** How to reach the services of a ready environment (the seed's entity, plus why a host is not `localhost`). */
export interface ConnectionDescriptor {
  dbHost: string;
  dbPort: number;
  dbName: string;
  dbUser: string;
  dbPassword: Secret;
  redisHost: string;
  redisPort: number;
  /** Set when `localhost` does not reach the services from here and another host stands in its place. */
  hostNote?: string;
}
