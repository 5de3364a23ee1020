// `zod/mini` instead of `zod`: the same checks at a tenth of the load time, which every command pays.
import * as z from "zod/mini";
import { dotenvProblem } from "../system/dotenv.js";
import { IMAGE_REFERENCE } from "./image-reference.js";

/**
 * The shape of a config file: the only place it is written. Every key is optional: what is absent comes
 * from the preset or is derived from `name`. What each key is for, and which variables set it, stands in `variables.ts`;
 * the published JSON Schema follows from both.
 */

const PORT = "must be an integer from 1 to 65535, or auto";
const port = z.union([wholeNumber(1, 65535, PORT), z.literal("auto", PORT)], PORT);
const ONE_DAY_MS = 24 * 60 * 60 * 1000;
const milliseconds = wholeNumber(1, ONE_DAY_MS);
/** 0 leaves the setting to the server. */
const serverMilliseconds = wholeNumber(0, ONE_DAY_MS);
const megabytes = wholeNumber(0, 2 ** 40);
const flag = z.boolean("must be true or false");

const text = z.string("must be text").check(z.minLength(1, "must not be empty"));

/** Lower-case so that it is valid in container, network and database names alike. */
const environmentName = matching(
  /^[a-z][a-z0-9_]{0,39}$/,
  "must be lower-case letters, digits and _, start with a letter, at most 40 characters",
);

const objectName = matching(
  /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/,
  "must be letters, digits, _ . - and start with a letter or digit",
);

const image = matching(IMAGE_REFERENCE, "must be an image reference such as postgres:18.0-alpine");

/** Goes into the written env file, so it must survive dotenv and a shell. */
const exported = text.check(
  z.refine((value) => !value.includes("\n"), "must not contain line breaks"),
  (context) => {
    const problem = dotenvProblem(context.value);
    if (problem !== undefined) {
      context.issues.push({ code: "custom", message: problem, input: context.value });
    }
  },
);

/** PostgreSQL cuts identifiers at 63 bytes without an error; a name that would be cut is refused instead. */
const identifier = exported.check(
  z.refine((value) => !/\p{Cc}/u.test(value), "must not contain control characters"),
  z.refine(
    (value) => Buffer.byteLength(value) <= 63,
    "must be at most 63 bytes (PostgreSQL cuts longer names)",
  ),
);

/** Numbers and booleans are written the way the server reads them. */
const settingValue = z.union([z.string(), z.number(), z.boolean()], "must be text, a number, true or false");

export const configFileSchema = z.strictObject(
  {
    $schema: z.optional(z.string("must be text")),
    name: z.optional(environmentName),
    preset: z.optional(oneOf("tilemud", "compose")),
    runtime: z.optional(oneOf("auto", "docker", "native", "swarm")),
    network: z.optional(objectName),
    postgres: group({
      image: z.optional(image),
      container: z.optional(objectName),
      volume: z.optional(objectName),
      port: z.optional(port),
      user: z.optional(identifier),
      password: z.optional(exported),
      database: z.optional(identifier),
      extensions: z.optional(z.array(identifier, "must be a list of extension names")),
      serverSettings: z.optional(
        z.record(
          matching(/^[a-zA-Z_][a-zA-Z0-9_.]*$/, "must be a PostgreSQL setting name"),
          settingValue,
          "must be an object of settings",
        ),
      ),
      durability: z.optional(oneOf("safe", "fast")),
    }),
    redis: group({
      image: z.optional(image),
      container: z.optional(objectName),
      port: z.optional(port),
      binary: z.optional(text),
      serverSettings: z.optional(
        z.record(
          matching(/^[a-z][a-z0-9-]*$/, "must be a Redis setting name"),
          settingValue,
          "must be an object of settings",
        ),
      ),
    }),
    health: group({
      timeoutMs: z.optional(milliseconds),
      intervalMs: z.optional(milliseconds),
      probeTimeoutMs: z.optional(milliseconds),
      retries: z.optional(wholeNumber(1, 1000)),
      expectedColdStartMs: z.optional(milliseconds),
    }),
    migrations: group({
      directory: z.optional(text),
      onUp: z.optional(flag),
      lockTimeoutMs: z.optional(serverMilliseconds),
      statementTimeoutMs: z.optional(serverMilliseconds),
      waitMs: z.optional(milliseconds),
      schemaFile: z.optional(text),
    }),
    seeds: group({ directory: z.optional(text) }),
    connection: group({ envFile: z.optional(text) }),
    resources: group({ minFreeMemMB: z.optional(megabytes), minFreeDiskMB: z.optional(megabytes) }),
    lockTimeoutMs: z.optional(milliseconds),
    serviceLabels: z.optional(
      z.record(text, z.string("must be text"), "must be an object of labels with text values"),
    ),
  },
  "must be an object",
);

/** What a config file may hold, before presets and derived names fill the rest. */
export type ConfigFile = z.infer<typeof configFileSchema>;

function group<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.optional(z.strictObject(shape, "must be an object"));
}

function wholeNumber(
  minimum: number,
  maximum: number,
  message = `must be an integer from ${minimum} to ${maximum}`,
) {
  return z.int(message).check(z.minimum(minimum, message), z.maximum(maximum, message));
}

function matching(pattern: RegExp, message: string) {
  return z.string(message).check(z.regex(pattern, message));
}

function oneOf<const Values extends readonly string[]>(...values: Values) {
  return z.enum(values, `must be ${values.slice(0, -1).join(", ")} or ${values.at(-1)}`);
}
