/** Settings a user may give on the command line; strongest of all sources. Names follow the keys of the schema. */
export interface ConfigFlags {
  name?: string;
  preset?: string;
  runtime?: string;
  pgPort?: string;
  redisPort?: string;
  /** Milliseconds. */
  healthTimeoutMs?: string;
}
