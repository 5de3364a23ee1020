import * as z from "zod";

/**
 * The shape of `infra.config.{ts,mjs,json}`: the only place it is written. Types, defaults' keys, environment
 * variables (`variables.ts`) and the published JSON Schema all follow from it. Every key is optional: what is absent
 * comes from the preset or is derived from `name`.
 */

const port = z.int().min(1).max(65535);
const milliseconds = z
  .int()
  .min(1)
  .max(24 * 60 * 60 * 1000);
const nonEmpty = z.string().min(1);

/** Lower-case so that it is valid in container, network and database names alike. */
const environmentName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    "must be lower-case letters, digits and _, start with a letter, at most 40 characters",
  );

/** PostgreSQL cuts identifiers at 63 bytes without an error; a name that would be cut is refused instead. */
const identifier = z
  .string()
  .min(1)
  .refine(
    (value) => Buffer.byteLength(value) <= 63,
    "must be at most 63 bytes (PostgreSQL cuts longer names)",
  )
  .refine((value) => !/[\0\n\r]/.test(value), "must not contain NUL or line breaks");

const objectName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "must be letters, digits, _ . - and start with a letter or digit");

const password = z
  .string()
  .min(1)
  .refine((value) => !/[\0\n\r]/.test(value), "must not contain NUL or line breaks");

/** Values of `postgresql.conf`; numbers and booleans are written the way PostgreSQL reads them. */
const serverSettings = z.record(
  z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_.]*$/, "must be a PostgreSQL setting name"),
  z.union([z.string(), z.number(), z.boolean()]),
);

export const configFileSchema = z.strictObject({
  $schema: z.string().optional().describe("Where editors find this schema"),
  name: environmentName.optional().describe("Name of the environment; every other name derives from it"),
  preset: z.enum(["tilemud", "compose"]).optional().describe("Set of defaults to start from"),
  runtime: z.enum(["auto", "docker", "native", "swarm"]).optional().describe("What runs the services"),
  network: objectName.optional().describe("Container network; must carry the name's prefix"),
  postgres: z
    .strictObject({
      image: nonEmpty.optional(),
      container: objectName.optional().describe("Must carry the name's prefix"),
      volume: objectName.optional().describe("Must carry the name's prefix"),
      port: port.optional().describe("Port on this machine"),
      user: identifier.optional(),
      password: password.optional(),
      database: identifier.optional(),
      extensions: z.array(identifier).optional().describe("Created before the first migration"),
      serverSettings: serverSettings.optional().describe("Settings of the server, as in postgresql.conf"),
      durability: z
        .enum(["safe", "fast"])
        .optional()
        .describe("fast: no fsync; a power cut may lose the data directory, a killed process does not"),
    })
    .optional(),
  redis: z
    .strictObject({
      image: nonEmpty.optional(),
      container: objectName.optional().describe("Must carry the name's prefix"),
      port: port.optional().describe("Port on this machine"),
      binary: nonEmpty.optional().describe("Path of a redis-server or valkey-server for the native runtime"),
      serverSettings: serverSettings.optional().describe("Settings of the server, as in redis.conf"),
    })
    .optional(),
  health: z
    .strictObject({
      timeoutMs: milliseconds.optional().describe("How long a service may take to become ready"),
      intervalMs: milliseconds.optional().describe("Time between two health probes"),
      probeTimeoutMs: milliseconds.optional().describe("How long one probe may take"),
      retries: z
        .int()
        .min(1)
        .max(1000)
        .optional()
        .describe("Failed probes in a row that make a service unhealthy"),
      expectedColdStartMs: milliseconds.optional().describe("interval × retries must not be less than this"),
    })
    .optional(),
  migrations: z
    .strictObject({
      directory: nonEmpty.optional().describe("Folder of NNN_description.sql files, relative to the project"),
      onUp: z.boolean().optional().describe("false: `infra up` leaves migrations to `infra migrate`"),
      lockTimeoutMs: milliseconds.optional().describe("PostgreSQL lock_timeout while migrating"),
      statementTimeoutMs: milliseconds.optional().describe("PostgreSQL statement_timeout while migrating"),
      waitMs: milliseconds.optional().describe("How long to wait for another migrator"),
    })
    .optional(),
  connection: z
    .strictObject({
      envFile: nonEmpty
        .optional()
        .describe("Where the connection details are written, relative to the project"),
    })
    .optional(),
  lockTimeoutMs: milliseconds
    .optional()
    .describe("How long a command waits for another one on this environment"),
  serviceLabels: z.record(nonEmpty, z.string()).optional().describe("Labels added to every service"),
});

/** What a config file may hold, before presets and derived names fill the rest. */
export type ConfigFile = z.infer<typeof configFileSchema>;
