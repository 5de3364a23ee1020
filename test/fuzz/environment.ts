import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { infra } from "../crash/support/commands.js";
import { expectWhole as expectWholeContainers } from "../crash/docker/expect-whole.js";
import { expectWhole as expectWholeProcesses } from "../crash/support/expect-whole.js";
import { createProject, mark, rowsOf } from "../crash/support/project.js";
import { withDatabase } from "../crash/support/servers.js";
import { Random } from "../support/random-numbers.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import type { TemporaryProject } from "../support/temporary-project.js";
import { unusedPort } from "../support/unused-port.js";
import { Application } from "./application.js";
import { expectGone } from "./expect-gone.js";
import { Finding } from "./finding.js";
import { describeRound, planRound, type Choices, type Round } from "./plan-round.js";
import { describeCarried, Durations, runCommand, type Carried } from "./run-commands.js";
import { releaseSuspended, strike } from "./strike.js";
import { doAfterwards } from "./tricks.js";
import { watchServers } from "./watch-servers.js";

/** Under load, and with a server that has to be ended by force first. */
const HEAL_DEADLINE_MS = 95_000;

const SUSPENDED_AT_MOST_MS = 20_000;

/** One environment of the run, with an application that uses it. */
export class FuzzedEnvironment {
  /** What was done to it, for people. */
  readonly steps: string[] = [];
  readonly counts = { rounds: 0, commands: 0, kills: 0, strikes: 0 };
  private readonly durations = new Durations();
  private readonly application = new Application();

  private constructor(
    readonly name: string,
    private readonly seed: string,
    private project: TemporaryProject,
    private readonly choices: Choices,
  ) {}

  static async create(name: string, seed: string): Promise<FuzzedEnvironment> {
    const project = await createProject({
      env: { TILEMUD_RUNTIME: runtimeUnderTest.kind },
      migrations: { "004_seeded.sql": `create table seeded (id int);\n${mark("004_seeded.sql")}` },
      files: { "seeds/001_first.sql": "insert into seeded values (1);\n" },
    });
    const choices = {
      runtime: runtimeUnderTest.kind,
      ports: {
        postgres: [String(project.ports.postgres), String(await unusedPort())],
        redis: [String(project.ports.redis), String(await unusedPort())],
      },
      canBindMount: process.platform === "linux" && process.getuid?.() === 0,
    };
    return new FuzzedEnvironment(name, seed, project, choices);
  }

  /** @throws whatever shows that something is wrong */
  async round(number: number): Promise<string> {
    const startedAt = performance.now();
    const round = planRound(new Random(`${this.seed} ${this.name} ${number}`), this.choices);
    this.steps.push(`round ${number}: ${describeRound(round)}`);
    const former = this.project;
    this.project = former.with(round.settings);
    this.application.start(this.project);
    try {
      await this.commit(round, former);
      await this.heal();
    } finally {
      await this.application.stopWriting();
    }
    const isRemoved = round.before === "rm -rf .infra" && runtimeUnderTest.kind === "native";
    await this.expectWhole(isRemoved || round.commands.some(({ args }) => args[0] === "reset"));
    await this.afterwards(round);
    this.counts.rounds++;
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    return `${this.name} ${number}: ${describeRound(round)} (${seconds}s, ${this.application.rows} rows)`;
  }

  /** The last word: a reset leaves nothing. */
  async end(): Promise<void> {
    this.steps.push("the last reset");
    await this.succeed("reset");
    await expectGone(this.project);
    await this.remove();
  }

  /** Takes away all of it, whatever state it is in. */
  async remove(): Promise<void> {
    await this.application.stopWriting();
    await infra(this.project, ["reset"]);
    await runtimeUnderTest.sweep(this.project.dir);
    await rm(this.project.dir, { recursive: true, force: true, maxRetries: 5 });
  }

  /** What there is now, for people who look for the reason of a finding. */
  async picture(): Promise<string[]> {
    const { dir } = this.project;
    return [
      dir,
      ...(await runtimeUnderTest.remains(dir)),
      ...(await runtimeUnderTest.data(dir)),
      ...(existsSync(join(dir, ".infra")) ? readdirSync(join(dir, ".infra"), { recursive: true }) : [])
        .map(String)
        .filter((name) => !/\/(data|log)\//.test(name)),
    ];
  }

  /** Commands and strikes, all at their time, and what is done to the folder when they have ended. */
  private async commit(round: Round, former: TemporaryProject): Promise<void> {
    const file = `${String(this.steps.length + 10).padStart(3, "0")}_step.sql`;
    const good = `create table step_${this.steps.length} (id int);\nselect pg_sleep(0.1);\n${mark(file)}`;
    const hasFailingMigration = round.migration === "failing first";
    if (round.migration !== "none") {
      await this.project.migration(file, hasFailingMigration ? `${good}select 1 / 0;\n` : good);
    }
    const isStruck = round.strikes.length > 0;
    const circumstances = { isStruck, hasFailingMigration, durations: this.durations };
    const endWatch = watchServers(this.project);
    const commands = round.commands.map((planned) =>
      runCommand(planned.hasFormerSettings ? former : this.project, planned, circumstances),
    );
    const strikes = round.strikes.map(async (planned) => {
      await delay(planned.at * this.durations.of("up"));
      if (await strike(this.project, planned)) this.counts.strikes++;
    });
    const ended = new AbortController();
    const released = delay(SUSPENDED_AT_MOST_MS, true, { signal: ended.signal }).then(
      () => releaseSuspended(this.project),
      () => undefined, // all commands ended before
    );
    const carried = await Promise.all(commands).finally(() => ended.abort());
    await Promise.all([...strikes, released]);
    const seenTwice = await endWatch();
    this.record(carried);
    if (seenTwice !== undefined) throw new Finding(`two servers on the same data:\n${seenTwice}`);
    if (hasFailingMigration) await this.project.migration(file, good);
    if (round.before === "rm -rf .infra") {
      await rm(join(this.project.dir, ".infra"), { recursive: true, force: true, maxRetries: 5 });
    }
  }

  private record(carried: readonly Carried[]): void {
    this.counts.commands += carried.length;
    this.counts.kills += carried.filter(({ result }) => result === undefined).length;
    this.steps.push(...carried.map(describeCarried));
    const [problem] = carried.flatMap((each) => each.problem ?? []);
    if (problem !== undefined) throw new Finding(problem);
  }

  private async heal(): Promise<void> {
    await this.succeed("up");
  }

  private async succeed(...args: string[]): Promise<void> {
    await succeedIn(this.project, this.steps, args);
    this.counts.commands++;
  }

  private async expectWhole(mayBeLost: boolean): Promise<void> {
    await (runtimeUnderTest.kind === "native" ? expectWholeProcesses : expectWholeContainers)(this.project);
    this.application.check(await rowsOf(this.project), mayBeLost);
    const seeded = await withDatabase(this.project, (sql) => sql`select id from seeded`);
    if (seeded.length > 1) throw new Finding(`a seed ran ${seeded.length} times`);
  }

  private async afterwards(round: Round): Promise<void> {
    if (round.after === "nothing") return;
    await doAfterwards(round.after, {
      project: this.project,
      succeed: (project, ...args) => succeedIn(project, this.steps, args),
      expectRows: async (project) => this.application.check(await rowsOf(project), false),
    });
    await this.heal();
    await this.expectWhole(round.after === "reset");
  }
}

async function succeedIn(project: TemporaryProject, steps: string[], args: string[]): Promise<void> {
  const result = await infra(project, args, { deadlineMs: HEAL_DEADLINE_MS });
  steps.push(`infra ${args.join(" ")}: ${result.exitCode} after ${Math.round(result.durationMs)} ms`);
  if (result.exitCode === 0) return;
  throw new Finding(
    `infra ${args.join(" ")} ended with ${result.exitCode}:\n${result.stdout}${result.stderr}`,
  );
}
