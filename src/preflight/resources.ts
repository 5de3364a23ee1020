import { statfs } from "node:fs/promises";
import { availableParallelism } from "node:os";
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
/** Below these PostgreSQL cannot start or cannot write its data at all. */
const NEEDED = { freeMemMB: 64, freeDiskMB: 80 };

/**
 * Looks at what this machine has left.
 *
 * @param dataPath any path on the file system that holds the data
 */
export async function measureResources(dataPath: string): Promise<ResourceBaselineReport> {
  const disk = await statfs(dataPath);
  const found = {
    cpuCount: availableParallelism(),
    // Counts what the kernel can give back, and the limit of a container.
    freeMemMB: Math.floor(process.availableMemory() / MB),
    freeDiskMB: Math.floor((disk.bavail * disk.bsize) / MB),
  };
  const warnings = [
    found.cpuCount < WANTED.cpuCount && `${found.cpuCount} CPUs; ${WANTED.cpuCount} wanted`,
    found.freeMemMB < WANTED.freeMemMB &&
      `${found.freeMemMB} MB of memory free; ${WANTED.freeMemMB} MB wanted`,
    found.freeDiskMB < WANTED.freeDiskMB &&
      `${found.freeDiskMB} MB of disk free at ${dataPath}; ${WANTED.freeDiskMB} MB wanted`,
  ].filter((warning) => warning !== false);
  const pass = found.freeMemMB >= NEEDED.freeMemMB && found.freeDiskMB >= NEEDED.freeDiskMB;
  return { ...found, warnings, pass };
}

/** @throws InfraError RESOURCES_EXHAUSTED when the report says that a start cannot succeed */
export function requireResources(report: ResourceBaselineReport): void {
  if (report.pass) return;
  throw new InfraError(
    "RESOURCES_EXHAUSTED",
    `Not enough resources to start: ${report.warnings.join("; ")}`,
    {
      hint: "Free disk space or memory and run the command again",
      details: { ...report },
    },
  );
}
