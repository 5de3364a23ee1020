import { chmod, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InfraContext } from "../../../events.js";
import { withSystemFolders } from "../../../system/find-program.js";
import { runProgram, type ProgramResult } from "../../../system/run-program.js";

export interface AptDownload {
  /** Folder for apt's lists and packages; the caller removes it. */
  folder: string;
  /** Sets of packages; the first set that this system's archive has is taken. */
  alternatives: readonly (readonly string[])[];
  /** The process environment: apt reads proxies from it. */
  env: NodeJS.ProcessEnv;
  context: InfraContext;
}

export type AptOutcome =
  | { ok: true; packages: readonly string[]; archives: readonly string[] }
  /** What was asked for and what apt said to it, for people. */
  | { ok: false; failures: readonly string[] };

export const APT_GET = "/usr/bin/apt-get";
const STEP_TIMEOUT_MS = 240_000;

/** Hooks that notify desktop services of new package lists; ours are private. */
const EXTRA_CONFIGURATION = "#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n";

/**
 * Downloads packages, with those of their dependencies that the machine lacks, by apt as the machine is set up (sources,
 * proxy, credentials, signature checks), but with lists and packages in a folder of our own: needs no root, changes
 * nothing on the system, and no service is started because nothing is installed.
 */
export async function aptDownload({ folder, alternatives, env, context }: AptDownload): Promise<AptOutcome> {
  const settings = await prepareFolder(folder);
  const run = (what: string, args: readonly string[]) =>
    runProgram({
      command: APT_GET,
      args: [...settings, ...args],
      endWithUs: true,
      env: {
        ...env,
        PATH: withSystemFolders(env.PATH),
        LC_ALL: "C",
        DEBIAN_FRONTEND: "noninteractive",
      },
      timeoutMs: STEP_TIMEOUT_MS,
      signal: context.signal,
      onStatusLine: progressReporter(what, context),
    });

  const update = await run("package lists", ["update"]);
  // One unreachable third-party source makes the complete update fail; the lists that it did fetch may be enough.
  const failures =
    update.exitCode === 0 && complaints(update) === "" ? [] : [describe("apt-get update", update)];
  for (const packages of alternatives) {
    const install = await run(`packages ${packages.join(", ")}`, [
      "--yes",
      "--no-install-recommends",
      "--download-only",
      // A package that is installed already has to be downloaded as well.
      "--reinstall",
      "install",
      ...packages,
    ]);
    if (install.exitCode === 0) return { ok: true, packages, archives: await listArchives(folder) };
    failures.push(describe(`apt-get --download-only install ${packages.join(" ")}`, install));
  }
  return { ok: false, failures };
}

async function prepareFolder(folder: string): Promise<string[]> {
  const configuration = join(folder, "apt.conf");
  await Promise.all([
    mkdir(join(folder, "lists", "partial"), { recursive: true }),
    mkdir(archiveFolder(folder), { recursive: true }),
    writeFile(configuration, EXTRA_CONFIGURATION),
    // As root, apt downloads as the user `_apt`, who must be able to reach (not list) what is below.
    chmod(folder, 0o711),
  ]);
  const options = {
    "Dir::State::Lists": join(folder, "lists"),
    "Dir::Cache": join(folder, "cache"),
    "Dir::Cache::archives": archiveFolder(folder),
    "Debug::NoLocking": "1",
    "Acquire::Languages": "none",
    "APT::Status-Fd": "3",
  };
  return [
    `--config-file=${configuration}`,
    ...Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]),
  ];
}

function archiveFolder(folder: string): string {
  return join(folder, "cache", "archives");
}

async function listArchives(folder: string): Promise<string[]> {
  const names = await readdir(archiveFolder(folder));
  return names.filter((name) => name.endsWith(".deb")).map((name) => join(archiveFolder(folder), name));
}

function progressReporter(what: string, context: InfraContext): (line: string) => void {
  let last = -1;
  return (line) => {
    const percent = parseDownloadPercent(line);
    if (percent === undefined || percent <= last) return;
    last = percent;
    context.emit({ type: "progress", what: `Redis: ${what}`, done: percent, total: 100, unit: "steps" });
  };
}

/** Reads a line of apt's status stream: `dlstatus:3:26.8867:Retrieving file 3 of 4`. */
export function parseDownloadPercent(line: string): number | undefined {
  const percent = /^dlstatus:\d+:([\d.]+):/.exec(line)?.[1];
  return percent === undefined ? undefined : Math.floor(Number(percent));
}

function describe(command: string, result: ProgramResult): string {
  const said = complaints(result);
  return `${command}: ${result.exitCode === 0 ? "incomplete" : result.ending}${said === "" ? "" : `\n${said}`}`;
}

/** apt's errors and warnings, the last few of them: the first are often about sources of no interest here. */
function complaints({ stderr }: ProgramResult): string {
  const lines = stderr.split("\n").filter((line) => /^[EW]: /.test(line));
  return lines.slice(-6).join("\n");
}
