import type { Random } from "../support/random-numbers.js";

/** What one round does to an environment. Nothing but decisions, so that a seed repeats them. */
export interface Round {
  /** Made before the commands; those that came before them may be used by one of the commands all the same. */
  settings: Readonly<Record<string, string>>;
  migration: "none" | "good" | "failing first";
  commands: readonly PlannedCommand[];
  strikes: readonly Strike[];
  /** Done when all commands have ended, before the `up` that has to heal everything. */
  before: "nothing" | "rm -rf .infra";
  /** Done to the healed environment. */
  after: "nothing" | "reset" | "move" | "bind mount";
}

export interface PlannedCommand {
  args: readonly string[];
  hasFormerSettings: boolean;
  /** Share of the usual duration of `up`. */
  start: number;
  kill?: { whom: "command" | "group"; /** Of its usual duration. */ share: number };
}

export interface Strike {
  what: (typeof STRIKES)[number] | (typeof NATIVE_STRIKES)[number] | (typeof DOCKER_STRIKES)[number];
  /** Share of the usual duration of `up`. */
  at: number;
}

const STRIKES = ["kill postgres", "kill redis", "suspend postgres", "suspend redis"] as const;
const NATIVE_STRIKES = ["kill a child", "suspend a child", "kill everything"] as const;
const DOCKER_STRIKES = ["disconnect postgres", "remove redis"] as const;

/** Those that come several times are tried more often. */
const COMMANDS = [
  ...Array.from({ length: 6 }, () => ["up"]),
  ...Array.from({ length: 4 }, () => ["down"]),
  ["up", "--json"],
  ["up", "--seed"],
  ["reset"],
  ["reset", "--json"],
  ["migrate"],
  ["migrate", "--json"],
  ["migrate", "status"],
  ["seed"],
  ["status"],
  ["status", "--json"],
  ["run", "--", "true"],
  ["run", "--no-start", "--", "true"],
  ["env"],
  ["env", "--json"],
  ["logs"],
  ["psql", "--", "-c", "select 1"],
  ["redis-cli", "--", "ping"],
  ["doctor"],
  ["verify"],
];

const PASSWORDS = ["tilemud_dev_pw", "o'dd pw #1", `"$other\\ pw`];

export interface Choices {
  runtime: "native" | "docker";
  ports: { postgres: readonly string[]; redis: readonly string[] };
  canBindMount: boolean;
}

export function planRound(random: Random, choices: Choices): Round {
  return {
    settings: planSettings(random, choices),
    migration: random.pick(["none", "none", "good", "good", "failing first"]),
    commands: Array.from({ length: random.pick([1, 1, 1, 2, 2, 2, 8]) }, () => planCommand(random)),
    strikes: random.chance(0.4) ? [planStrike(random, choices), ...secondStrike(random, choices)] : [],
    before: random.chance(0.06) ? "rm -rf .infra" : "nothing",
    after: planAfter(random, choices),
  };
}

function planSettings(random: Random, { ports }: Choices): Record<string, string> {
  if (!random.chance(0.25)) return {};
  return random.pick([
    { TILEMUD_PG_PASSWORD: random.pick(PASSWORDS) },
    { TILEMUD_PG_PORT: random.pick(ports.postgres) },
    { TILEMUD_REDIS_PORT: random.pick(ports.redis) },
    { TILEMUD_PG_DURABILITY: random.pick(["safe", "fast"]) },
  ]);
}

function planCommand(random: Random): PlannedCommand {
  return {
    args: random.pick(COMMANDS),
    hasFormerSettings: random.chance(0.3),
    start: random.share() * 0.3,
    ...(random.chance(0.6) && {
      kill: { whom: random.pick(["command", "command", "group"] as const), share: random.share() },
    }),
  };
}

function planStrike(random: Random, { runtime }: Choices): Strike {
  const kinds = [...STRIKES, ...(runtime === "native" ? NATIVE_STRIKES : DOCKER_STRIKES)];
  return { what: random.pick(kinds), at: random.share() };
}

function secondStrike(random: Random, choices: Choices): Strike[] {
  return random.chance(0.3) ? [planStrike(random, choices)] : [];
}

function planAfter(random: Random, { canBindMount }: Choices): Round["after"] {
  const after = random.chance(0.25)
    ? random.pick(["reset", "move", "bind mount"] as const)
    : ("nothing" as const);
  return after === "bind mount" && !canBindMount ? "nothing" : after;
}

/** For people, on one line. */
export function describeRound(round: Round): string {
  const settings = Object.entries(round.settings).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [
    ...settings,
    ...(round.migration === "none" ? [] : [`a migration (${round.migration})`]),
    ...round.commands.map(describeCommand),
    ...round.strikes.map(({ what, at }) => `${what} at ${percent(at)}`),
    ...[round.before, round.after].filter((each) => each !== "nothing"),
  ].join("; ");
}

export function describeCommand({ args, kill, hasFormerSettings }: PlannedCommand): string {
  const how = kill === undefined ? "" : ` (${kill.whom} killed at ${percent(kill.share)})`;
  return `infra ${args.join(" ")}${hasFormerSettings ? " with former settings" : ""}${how}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
