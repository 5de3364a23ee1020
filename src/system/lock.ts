import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { claimPlaces, claimsIn, type ClaimPlace } from "./claim-places.js";
import { isUnwritable, refusedByDisk } from "./disk-full.js";
import { makeFolder, move, readFileIfAny, removeFile, writeNewFile } from "./files.js";
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
  /**
   * Given for work that may be done on a full or read-only disk. The claim is written in memory of the machine then; where
   * that is not possible either, this is called with the reason, and the work goes on without a claim.
   */
  onRefused?: (why: string) => void;
}

/**
 * Takes turns between processes. Every process writes a claim under a unique name and only then looks at the
 * others: of two that come at the same time at least one sees the other, so two never proceed together, whatever the
 * timing. A claim whose process is dead counts for nothing, so a killed command does not block others; claims are never taken
 * over, so there is nothing to steal wrongly.
 *
 * @returns the release
 * @throws InfraError ENVIRONMENT_LOCKED after `timeoutMs`, naming the holder
 */
export async function acquireLock(options: LockOptions): Promise<() => Promise<void>> {
  const self = await identify(process.pid);
  if (self === undefined) throw new Error("this process cannot see itself in the process table");

  let lastHolder: LockHolder | undefined;
  const release = await waitUntil(
    async () => {
      const holder = await liveHolder(options.directory);
      if (holder === undefined) {
        const claim = await claimTurn(options, { ...self, ...describe(options.command) });
        if (claim === undefined) return async () => {};
        const rival = await liveHolder(options.directory, claim);
        const remove = () => sweep(claim);
        if (rival === undefined) return remove;
        await remove();
        lastHolder = rival;
      } else {
        if (lastHolder === undefined) options.onWaiting?.(holder);
        lastHolder = holder;
      }
      // Two processes that withdrew for each other must not try again at the same time.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 25));
      return undefined;
    },
    { timeoutMs: options.timeoutMs, intervalMs: 15, maxIntervalMs: 100, signal: options.signal },
  );
  if (release !== undefined) return release;
  throw lockedError(options, lastHolder);
}

/** The current holder of the lock, if any. Removes the claims of dead processes. */
export async function liveHolder(directory: string, exceptPath?: string): Promise<LockHolder | undefined> {
  for (const place of await claimPlaces(directory)) {
    for (const name of await claimsIn(place)) {
      const path = join(place.folder, place.prefix + name);
      if (path === exceptPath) continue;
      if (!CLAIM_NAME.test(name)) {
        await sweepUnfinishedClaim(path, name);
        continue;
      }
      const claim = await readClaim(path);
      if (claim === "released") continue;
      if (claim !== "damaged" && (await mayBeAlive(claim))) return claim;
      await sweep(path);
    }
  }
  return undefined;
}

/** The claim of a dead process is ignored, so one that cannot be removed from a read-only disk has no effect. */
async function sweep(path: string): Promise<void> {
  await refusedByDisk(removeFile(path));
}

/**
 * A claim made on another machine, or in another container of this one, cannot be checked and counts as alive. One made here
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
  if (pid !== undefined && (await identify(Number(pid))) === undefined) await sweep(path);
}

function describe(command: string): Pick<LockHolder, "hostname" | "command" | "since"> {
  return { hostname: hostname(), command, since: new Date().toISOString() };
}

/** Path of the claim; `undefined` when no place takes one and the work may go on without. */
async function claimTurn(options: LockOptions, holder: LockHolder): Promise<string | undefined> {
  const [own, inMemory] = await claimPlaces(options.directory);
  try {
    await makeFolder(own.folder);
    return await writeClaim(own, holder);
  } catch (error) {
    if (options.onRefused === undefined || !isUnwritable(error)) throw error;
  }
  try {
    return await writeClaim(inMemory, holder);
  } catch (error) {
    // All errors are accepted: stopping an environment must not depend on this.
    options.onRefused(messageOf(error));
    return undefined;
  }
}

async function writeClaim({ folder, prefix }: ClaimPlace, claim: LockHolder): Promise<string> {
  const nonce = randomBytes(8).toString("hex");
  const path = join(folder, `${prefix}claim.${claim.pid}.${nonce}.json`);
  // Renamed into place, so that no process reads half a claim.
  const temporary = join(folder, `${prefix}new.${claim.pid}.${nonce}`);
  await writeNewFile(temporary, JSON.stringify(claim));
  await move(temporary, path).catch(async (error: unknown) => {
    await sweep(temporary);
    throw error;
  });
  return path;
}

/**
 * `released`: between the listing and the reading. `damaged`: a claim appears complete, so only a power cut or a foreign program
 * leaves a part of one, and no command waits for it.
 */
async function readClaim(path: string): Promise<LockHolder | "released" | "damaged"> {
  const text = await readFileIfAny(path);
  if (text === undefined) return "released";
  try {
    const claim = JSON.parse(text) as Partial<LockHolder> | null;
    return isHolder(claim) ? claim : "damaged";
  } catch (error) {
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
          : "Wait until it ends, or stop that process, then run the command again",
      ...(holder && { details: { holder } }),
    },
  );
}
