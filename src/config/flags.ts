/** Settings of the command line, the strongest source. Names follow the keys of the schema. */
export interface ConfigFlags {
  name?: string;
  preset?: string;
  runtime?: string;
  pgPort?: string;
  redisPort?: string;
  /** Milliseconds. */
  healthTimeoutMs?: string;
}
