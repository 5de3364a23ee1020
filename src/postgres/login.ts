import type { Secret } from "../errors/secret.js";

/** Who logs in, and to which database. */
export interface Login {
  user: string;
  password: Secret;
  database: string;
}

/** A login, and the server that it is for. */
export interface DatabaseAddress extends Login {
  /** Name, address, or the folder of the server's socket. */
  host: string;
  port: number;
  /** As libpq's `sslmode`: `prefer` and `require` trust any certificate. Absent: no TLS. */
  tls?: "prefer" | "require" | "verify-full";
}
