import { statfs } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { ResolvedConfig } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";

/** Sizes in MB (2^20 bytes). */
export interface ResourceBaselineReport {
  cpuCount: number;
  freeMemMB: number;
  freeDiskMB: number;
  warnings: readonly string[];
  pass: boolean;
}

const MB = 1024 * 1024;
/** Below these a developer will feel it. */
const WANTED = { cpuCount: 1, freeMemMB: 512, freeDiskMB: 500 };

/**
 * Looks at what this machine has left.
 *
 * @param dataPath any path on the file system that holds the data
 */
export async function measureResources(
  dataPath: string,
  needed: ResolvedConfig["resources"],
): Promise<ResourceBaselineReport> {
  const disk = await statfs(dataPath);
  const found = {
    cpuCount: availableParallelism(),
    // Counts what the kernel can give back, and the limit of a container.
    freeMemMB: Math.floor(process.availableMemory() / MB),
    freeDiskMB: Math.floor((disk.bavail * disk.bsize) / MB),
  };
  const warnings = [
    found.cpuCount < WANTED.cpuCount && `${found.cpuCount} CPUs; ${WANTED.cpuCount} wanted`,
    shortage("memory free", found.freeMemMB, { wanted: WANTED.freeMemMB, needed: needed.minFreeMemMB }),
    shortage(`disk free at ${dataPath}`, found.freeDiskMB, {
      wanted: WANTED.freeDiskMB,
      needed: needed.minFreeDiskMB,
    }),
  ].filter((warning) => warning !== false);
  const pass = found.freeMemMB >= needed.minFreeMemMB && found.freeDiskMB >= needed.minFreeDiskMB;
  return { ...found, warnings, pass };
}

function shortage(what: string, foundMB: number, limitsMB: { wanted: number; needed: number }) {
  const { wanted, needed } = limitsMB;
  if (foundMB < needed) return `${foundMB} MB of ${what}; ${needed} MB needed`;
  return foundMB < wanted && `${foundMB} MB of ${what}; ${wanted} MB wanted`;
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
