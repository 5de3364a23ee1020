import { createHash } from "node:crypto";
import { chmod, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InfraError } from "../../errors/infra-error.js";
import {
  listFolder,
  makeFolder,
  readFileIfAny,
  removeFile,
  removeTree,
  replaceFile,
  writeNewFile,
} from "../../system/files.js";

/**
 * What root keeps on the machine, outside of the checkouts: which user id the servers of an environment have and, where that
 * user can't enter the checkout, their data and programs.
 *
 *     /var/lib/infra/environments/KEY/owner.json    whose it is, and its user id
 *     /var/lib/infra/environments/KEY/postgres/     its data, and the same for redis/
 *     /var/lib/infra/uids/UID                       the environment that has it
 *     /var/lib/infra/programs/                      see programs/shared-programs.ts
 */
export const MACHINE_FOLDER = "/var/lib/infra";

/** An environment of a checkout. */
export interface EnvironmentOfCheckout {
  projectDir: string;
  name: string;
}

/** What this machine knows of an environment. */
interface MachineRecord {
  version: 1;
  name: string;
  /** Absolute path of the project when it was last used. */
  path: string;
  /** Of the project's folder; see {@link birthOf}. */
  birth: string;
  uid: number;
}

export interface EnvironmentHome {
  /** `/var/lib/infra/environments/KEY`; need not exist. */
  folder: string;
  /** `undefined` before the first start. */
  record?: MachineRecord;
  /**
   * Of a checkout that was at this path and was moved away or deleted since: never taken for this one's, because it may be
   * somewhere else now.
   */
  earlier: readonly { folder: string; uid: number }[];
}

/** Where the things of an environment are kept. Changes nothing. */
export async function findHome(
  machineDir: string,
  { projectDir, name }: EnvironmentOfCheckout,
): Promise<EnvironmentHome> {
  const homes = join(machineDir, "environments");
  const birth = await birthOf(projectDir);
  const known = (await listFolder(homes)).map(async (key) => {
    const folder = join(homes, key);
    return { folder, record: await readRecord(folder) };
  });
  const named = (await Promise.all(known)).flatMap(({ folder, record }) =>
    record?.name === name ? [{ folder, record }] : [],
  );
  const earlier = named
    .filter(({ record }) => record.path === projectDir && record.birth !== birth)
    .map(({ folder, record }) => ({ folder, uid: record.uid }));
  const own = named.find(({ record }) => record.birth === birth);
  if (own) return { ...own, earlier };
  const key = createHash("sha256").update([projectDir, birth, name].join("\0")).digest("hex").slice(0, 16);
  return { folder: join(homes, key), earlier };
}

/**
 * What a folder keeps when it is renamed or emptied, and what neither a copy of it nor a later folder under its name has:
 * inodes are used again, but not with the same time of birth. On file systems without such times the path has to do.
 */
async function birthOf(folder: string): Promise<string> {
  const { ino, birthtimeNs } = await stat(folder, { bigint: true });
  return `${ino}.${birthtimeNs > 0n ? birthtimeNs : folder}`;
}

/** Gives an environment a separate user id, unless it has one. Two commands at once get the same one. */
export async function claimHome(machineDir: string, environment: EnvironmentOfCheckout): Promise<number> {
  const { folder, record } = await findHome(machineDir, environment);
  const { projectDir: path, name } = environment;
  if (record?.path === path) return record.uid;
  await makeFolder(machineDir);
  await chmod(machineDir, 0o755);
  // The servers' user passes through, and sees nothing else of it.
  for (const passage of [dirname(folder), folder]) {
    await makeFolder(passage);
    await chmod(passage, 0o711);
  }
  const uid = record?.uid ?? (await claimUid(machineDir, folder));
  const claimed: MachineRecord = { version: 1, name, path, birth: await birthOf(path), uid };
  await replaceFile(join(folder, "owner.json"), `${JSON.stringify(claimed, undefined, 2)}\n`);
  return uid;
}

/** Forgets an environment whose data was removed. */
export async function releaseHome(machineDir: string, { folder }: EnvironmentHome): Promise<void> {
  await removeTree(folder);
  // By what it says and not by the record, which a command that was killed did not write yet.
  const claims = join(machineDir, "uids");
  for (const uid of await listFolder(claims)) {
    const claim = join(claims, uid);
    if ((await readFileIfAny(claim)) === folder) await removeFile(claim);
  }
}

async function readRecord(folder: string): Promise<MachineRecord | undefined> {
  const text = await readFileIfAny(join(folder, "owner.json"));
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Partial<MachineRecord> | null;
    return Number.isInteger(record?.uid) ? (record as MachineRecord) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Ids that no user of any system has: the upper end of the range that systemd and distributions do not assign and, where a container
 * does not have ids as high, a gap that they leave lower down.
 */
const RANGES = [
  { first: 0x7000_0000, count: 0x0ff0_0000 },
  { first: 60_578, count: 606 },
] as const;

async function claimUid(machineDir: string, home: string): Promise<number> {
  const folder = join(machineDir, "uids");
  await makeFolder(folder);
  const seed = createHash("sha256").update(home).digest().readUInt32BE();
  const [mapped, taken] = await Promise.all([mappedIds(), listedUids()]);
  for (const { first, count } of RANGES) {
    for (let step = 0; step < Math.min(count, 1000); step++) {
      const uid = first + ((seed + step) % count);
      if (taken.has(uid) || !mapped(uid)) continue;
      if (await claimFile(join(folder, String(uid)), home)) return uid;
    }
  }
  throw new InfraError("IMAGE_UNAVAILABLE", "No user id is free on this machine for the servers of root", {
    hint: "Run the command as an ordinary user (without sudo)",
  });
}

async function claimFile(path: string, home: string): Promise<boolean> {
  try {
    await writeNewFile(path, home);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Another environment of the same checkout may have been faster.
    return (await readFileIfAny(path)) === home;
  }
}

/** Whether any of the ids that servers could get exists in this (container's) user namespace. */
export async function hasOtherUids(): Promise<boolean> {
  const mapped = await mappedIds();
  return RANGES.some(({ first, count }) => mapped(first) || mapped(first + count - 1));
}

async function mappedIds(): Promise<(uid: number) => boolean> {
  const text = await readFile("/proc/self/uid_map", "utf8");
  const ranges = text
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return (uid) => ranges.some(([first = 0, , count = 0]) => uid >= first && uid < first + count);
}

async function listedUids(): Promise<ReadonlySet<number>> {
  const text = await readFile("/etc/passwd", "utf8").catch(() => "");
  return new Set(text.split("\n").map((line) => Number(line.split(":")[2])));
}
