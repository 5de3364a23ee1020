import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { StatusReport } from "../../../src/operations/status.js";
import type { ServiceName } from "../../../src/services/service.js";
import type { TemporaryProject } from "../../support/temporary-project.js";
import { infra } from "./commands.js";
import { postgresAnswers, processesOf, redisAnswers, withDatabase } from "./servers.js";

const MAX_LOOKS = 15;

/** Runs `infra status` and compares what it says with what is there. */
export async function expectTrueStatus(project: TemporaryProject): Promise<StatusReport> {
  // What a killed command started may still be at work. Only a status asked for while nothing changed can be judged.
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const before = await look(project);
    const report = await statusOf(project);
    const after = await look(project);
    if (JSON.stringify(before) !== JSON.stringify(after)) continue;
    compare(report, after);
    return report;
  }
  throw new Error(`the processes of ${project.dir} did not come to rest`);
}

async function statusOf(project: TemporaryProject): Promise<StatusReport> {
  const { exitCode, stdout, stderr } = await infra(project, ["status", "--json"]);
  expect(exitCode, stderr).toBe(0);
  return JSON.parse(stdout) as StatusReport;
}

export function serviceOf(report: StatusReport, name: ServiceName): StatusReport["services"][number] {
  const found = report.services.find(({ service }) => service.name === name);
  if (found === undefined) throw new Error(`status does not tell of ${name}`);
  return found;
}

interface Look {
  processes: Record<ServiceName, number[]>;
  answers: Record<ServiceName, boolean>;
  /** Rows of the ledger table; absent when nobody can be asked, 0 without the table. */
  applied?: number;
  dataExists: boolean;
}

async function look(project: TemporaryProject): Promise<Look> {
  const [processes, postgres, redis] = await Promise.all([
    processesOf(project),
    postgresAnswers(project),
    redisAnswers(project),
  ]);
  const pidsOf = (found: { pid: number }[]) => found.map(({ pid }) => pid);
  return {
    processes: { postgres: pidsOf(processes.postmasters), redis: pidsOf(processes.redis) },
    answers: { postgres, redis },
    ...(postgres && { applied: await countApplied(project) }),
    dataExists: existsSync(join(project.dir, ".infra/tilemud/postgres/data/PG_VERSION")),
  };
}

async function countApplied(project: TemporaryProject): Promise<number> {
  return withDatabase(project, async (sql) => {
    const [found] = await sql<
      { exists: boolean }[]
    >`select to_regclass('schema_migrations') is not null as exists`;
    if (found?.exists !== true) return 0;
    const [rows] = await sql<{ count: number }[]>`select count(*)::int as count from schema_migrations`;
    return rows?.count ?? 0;
  });
}

function compare(report: StatusReport, seen: Look): void {
  const told = JSON.stringify({ seen, report }, undefined, 1);
  for (const name of ["postgres", "redis"] as const) {
    const service = serviceOf(report, name);
    const pids = seen.processes[name];
    expect(pids.length, `${name}: ${told}`).toBeLessThanOrEqual(1);
    expect(service.ref, `pid of ${name}: ${told}`).toBe(pids[0] === undefined ? undefined : String(pids[0]));
    expect(statesOf({ runs: pids.length > 0, answers: seen.answers[name] }), `${name}: ${told}`).toContain(
      service.state,
    );
  }
  const bothAnswer = seen.answers.postgres && seen.answers.redis;
  expect(report.status === "ready", told).toBe(bothAnswer);
  expect(report.status === "migrating", `nobody migrates: ${told}`).toBe(false);
  expect(report.data.exists, told).toBe(seen.dataExists);
  expect(report.migrations?.applied, told).toBe(seen.applied);
}

/** The states that are true of a service. */
function statesOf({ runs, answers }: { runs: boolean; answers: boolean }): string[] {
  if (!runs) return ["stopped"];
  return answers ? ["healthy", "degraded"] : ["starting", "unhealthy"];
}
