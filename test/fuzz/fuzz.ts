import { FuzzedEnvironment } from "./environment.js";

export interface FuzzOptions {
  seed: string;
  minutes: number;
  environments: number;
  /** Leaves the environment of a finding as it is. */
  keep: boolean;
  signal: AbortSignal;
}

/** Returns whether nothing was found. */
export async function fuzz(options: FuzzOptions): Promise<boolean> {
  const { seed, minutes, environments: count } = options;
  const deadline = AbortSignal.timeout(minutes * 60_000);
  const found = new AbortController();
  const signal = AbortSignal.any([options.signal, deadline, found.signal]);
  console.log(`Seed ${seed}, ${count} environments, ${minutes} min`);

  const names = Array.from({ length: count }, (_, index) => String.fromCodePoint(65 + index));
  const environments = await Promise.all(names.map((name) => FuzzedEnvironment.create(name, seed)));
  const outcomes = await Promise.all(
    environments.map(async (environment) => {
      try {
        for (let round = 1; !signal.aborted; round++) console.log(await environment.round(round));
        await environment.end();
        return true;
      } catch (error) {
        found.abort();
        await report(environment, error, options);
        return false;
      }
    }),
  );

  const total = (key: keyof FuzzedEnvironment["counts"]) =>
    environments.reduce((sum, { counts }) => sum + counts[key], 0);
  console.log(
    `${total("rounds")} rounds, ${total("commands")} commands, ${total("kills")} of them killed, servers struck ${total("strikes")} times`,
  );
  return outcomes.every(Boolean);
}

async function report(
  environment: FuzzedEnvironment,
  error: unknown,
  { seed, keep }: FuzzOptions,
): Promise<void> {
  const { name, steps } = environment;
  const picture = await environment.picture().catch((failure: unknown) => [String(failure)]);
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.log(
    [
      `\nFOUND in environment ${name} with --seed ${seed}:\n${reason}`,
      `\nSteps in ${name}:`,
      ...steps,
      "\nThere now:",
      ...picture,
      "",
    ].join("\n"),
  );
  if (!keep) await environment.remove();
}
