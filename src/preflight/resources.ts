import { statfs } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import type { Machine } from "../runtime/runtime.js";

/** Sizes in MB (2^20 bytes). */
export interface ResourceBaselineReport {
  cpuCount: number;
  /** The total of an engine's machine, if it does not report what is free. */
  totalMemMB?: number;
  /** Absent if unknown. */
  freeMemMB?: number;
  /** Absent if unknown. */
  freeDiskMB?: number;
  warnings: readonly string[];
  pass: boolean;
}

const MB = 1024 * 1024;
/** Below these values a start is noticeably slow. */
const WANTED = { cpuCount: 1, memMB: 512, diskMB: 500 };

/** Compares the known resources of the services' machine with what they need. */
export async function measureResources(
  machine: Machine,
  needed: ResolvedConfig["resources"],
): Promise<ResourceBaselineReport> {
  const found = await readMachine(machine);
  const where = machine.kind === "this" ? `disk free at ${machine.dataPath}` : "disk free";
  const memory = { wanted: WANTED.memMB, needed: needed.minFreeMemMB };
  const shortages = [
    shortage("memory on the engine's machine", found.totalMemMB, memory),
    shortage("memory free", found.freeMemMB, memory),
    shortage(where, found.freeDiskMB, { wanted: WANTED.diskMB, needed: needed.minFreeDiskMB }),
  ].filter((each) => each !== undefined);
  const { cpuCount } = found;
  return {
    ...found,
    warnings: [
      ...(cpuCount < WANTED.cpuCount ? [`${cpuCount} CPUs; ${WANTED.cpuCount} recommended`] : []),
      ...shortages.map(({ warning }) => warning),
    ],
    pass: !shortages.some(({ isCatastrophic }) => isCatastrophic),
  };
}

async function readMachine(machine: Machine): Promise<Omit<ResourceBaselineReport, "warnings" | "pass">> {
  if (machine.kind === "other") return { cpuCount: machine.cpuCount, totalMemMB: machine.totalMemMB };
  const disk = machine.dataPath === undefined ? undefined : await statfs(machine.dataPath);
  return {
    cpuCount: availableParallelism(),
    // Counts what the kernel can give back, and the limit of a container. On macOS only pages that hold nothing at all
    // are counted, of which a healthy machine has next to none.
    ...(process.platform !== "darwin" && { freeMemMB: Math.floor(process.availableMemory() / MB) }),
    ...(disk && { freeDiskMB: Math.floor((disk.bavail * disk.bsize) / MB) }),
  };
}

/** An unknown value counts as sufficient. */
function shortage(
  what: string,
  foundMB: number | undefined,
  limitsMB: { wanted: number; needed: number },
): { warning: string; isCatastrophic: boolean } | undefined {
  const { wanted, needed } = limitsMB;
  if (foundMB === undefined || foundMB >= Math.max(wanted, needed)) return undefined;
  const isCatastrophic = foundMB < needed;
  const limit = isCatastrophic ? `${needed} MB needed` : `${wanted} MB recommended`;
  return { warning: `${foundMB} MB of ${what}; ${limit}`, isCatastrophic };
}

/** An error when the report says that a start cannot succeed. */
export function resourceShortage(report: ResourceBaselineReport): InfraError | undefined {
  if (report.pass) return undefined;
  return new InfraError(
    "RESOURCES_EXHAUSTED",
    `Not enough resources to start: ${report.warnings.join("; ")}`,
    {
      hint: "Free disk space or memory and run the command again",
      details: { ...report },
    },
  );
}
