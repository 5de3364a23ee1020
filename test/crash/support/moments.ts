import { randomNumbers } from "../../support/random-numbers.js";

/** When a command is killed: a share of the time that it takes when it is left alone. */
export interface Moment {
  share: number;
  title: string;
}

/** More kills than usual, or fewer: `INFRA_CRASH_ROUNDS=5 npm run test:crash`. */
const rounds = Number(process.env["INFRA_CRASH_ROUNDS"] ?? 1);
/** The same moments again: `INFRA_CRASH_SEED=…`, as the titles of a run tell. */
const seed = Number(process.env["INFRA_CRASH_SEED"] ?? Math.floor(Math.random() * 1_000_000));

/**
 * Random moments spread over the whole of a command: one in each of as many equal parts of its time.
 *
 * @param what makes the moments of one test independent of those of others
 */
export function moments(what: string, count: number): Moment[] {
  const random = randomNumbers(`${seed} ${what}`);
  const parts = Math.ceil(count * rounds);
  return Array.from({ length: parts }, (_, index) => {
    const share = (index + random()) / parts;
    return { share, title: `at ${Math.round(share * 100)} % of its time (seed ${seed})` };
  });
}
