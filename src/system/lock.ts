import { randomBytes } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile, rename } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { InfraError } from "../errors/infra-error.js";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.js";
import { waitUntil } from "./wait-until.js";

/** Who holds a lock, as its claim file says. */
export interface LockHolder extends ProcessIdentity {
  hostname: string;
  /** What it does, for people: `infra up`. */
  command: string;
  /** ISO 8601 in UTC. */
  since: string;
}

export interface LockOptions {
  /** Folder that holds the claims; made if it is missing. */
  directory: string;
  command: string;
  timeoutMs: number;
  signal: AbortSignal;
  /** Called once, when the lock is not free at the first look. */
  onWaiting?: (holder: LockHolder) => void;
}

/**
 * Takes turns between processes. Every process writes a claim under a name of its own and only then looks at the
 * others: of two that come at the same time at least one sees the other, so two never proceed together, whatever the
 * timing. A claim whose process is dead counts for nothing, so a killed command blocks nobody; claims are never taken
 * over, so there is nothing to steal wrongly.
 *
 * @returns the release
 * @throws InfraError ENVIRONMENT_LOCKED after `timeoutMs`, naming the holder
 */
export async function acquireLock(options: LockOptions): Promise<() => Promise<void>> {
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const self = await identify(process.pid);
  if (self === undefined) throw new Error("this process cannot see itself in the process table");

  let lastHolder: LockHolder | undefined;
  const release = await waitUntil(
    async () => {
      const holder = await liveHolder(options.directory);
      if (holder === undefined) {
        const claim = await writeClaim(options.directory, { ...self, ...describe(options.command) });
        const rival = await liveHolder(options.directory, claim);
        const remove = () => rm(join(options.directory, claim), { force: true });
        if (rival === undefined) return remove;
        await remove();
        lastHolder = rival;
      } else {
        if (lastHolder === undefined) options.onWaiting?.(holder);
        lastHolder = holder;
      }
      // Two that withdrew for each other's sake must not meet again at the same moment.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 25));
      return undefined;
    },
    { timeoutMs: options.timeoutMs, intervalMs: 15, maxIntervalMs: 100, signal: options.signal },
  );
  if (release !== undefined) return release;
  throw lockedError(options, lastHolder);
}

/** Who holds the lock now, if anybody. Sweeps the claims of the dead. */
export async function liveHolder(directory: string, except?: string): Promise<LockHolder | undefined> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  for (const name of names) {
    if (name === except) continue;
    const path = join(directory, name);
    if (!CLAIM_NAME.test(name)) {
      await sweepUnfinishedClaim(path, name);
      continue;
    }
    const claim = await readClaim(path);
    if (claim === "released") continue;
    if (claim !== "damaged" && (await mayBeAlive(claim))) return claim;
    await rm(path, { force: true });
  }
  return undefined;
}

/**
 * A claim made on another machine, or in another container of this one, cannot be checked and is believed. One made here
 * before the last boot is dead.
 */
async function mayBeAlive(claim: LockHolder): Promise<boolean> {
  const self = await identify(process.pid);
  if (claim.machine === self?.machine) return isAlive(claim);
  const sameBoot = claim.machine.split(" ")[0] === self?.machine.split(" ")[0];
  return sameBoot || claim.hostname !== hostname();
}

const CLAIM_NAME = /^claim\.\d+\.[0-9a-f]{16}\.json$/;

/** A claim that was never renamed into place, left by a killed process. */
async function sweepUnfinishedClaim(path: string, name: string): Promise<void> {
  const pid = /^new\.(\d+)\.[0-9a-f]{16}$/.exec(name)?.[1];
  if (pid !== undefined && (await identify(Number(pid))) === undefined) await rm(path, { force: true });
}

function describe(command: string): Pick<LockHolder, "hostname" | "command" | "since"> {
  return { hostname: hostname(), command, since: new Date().toISOString() };
}

async function writeClaim(directory: string, claim: LockHolder): Promise<string> {
  const nonce = randomBytes(8).toString("hex");
  const name = `claim.${claim.pid}.${nonce}.json`;
  // Renamed into place, so that nobody reads half a claim.
  const temporary = join(directory, `new.${claim.pid}.${nonce}`);
  await writeFile(temporary, JSON.stringify(claim), { mode: 0o600, flag: "wx" });
  await rename(temporary, join(directory, name));
  return name;
}

/**
 * `released`: between the listing and the reading. `damaged`: a claim appears whole, so only a power cut or a stranger
 * leaves a part of one, and nobody waits behind it.
 */
async function readClaim(path: string): Promise<LockHolder | "released" | "damaged"> {
  try {
    const claim = JSON.parse(await readFile(path, "utf8")) as Partial<LockHolder> | null;
    return isHolder(claim) ? claim : "damaged";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "released";
    if (error instanceof SyntaxError) return "damaged";
    throw error;
  }
}

function isHolder(claim: Partial<LockHolder> | null): claim is LockHolder {
  return Number.isInteger(claim?.pid) && typeof claim?.machine === "string";
}

function lockedError(options: LockOptions, holder: LockHolder | undefined): InfraError {
  const who = holder
    ? `\`${holder.command}\` (pid ${holder.pid} on ${holder.hostname}, since ${holder.since})`
    : "another command";
  return new InfraError(
    "ENVIRONMENT_LOCKED",
    `Environment is held by ${who}; waited ${Math.round(options.timeoutMs / 1000)}s`,
    {
      hint:
        holder && holder.hostname !== hostname()
          ? `If that command no longer runs on ${holder.hostname}, remove the folder ${options.directory}`
          : "Wait for it to end, or end that process, then run the command again",
      ...(holder && { details: { holder } }),
    },
  );
}
