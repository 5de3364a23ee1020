import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { InfraError } from "../../errors/infra-error.js";
import { readStats } from "../../system/files.js";
import { quoteForShell } from "../../system/shell-quote.js";
import { findSystemProgram, succeeds } from "./system-program.js";

/**
 * As whom the servers run. PostgreSQL refuses to run as root, and no server gets a privilege that it could pass on to those
 * who may run programs through it (`COPY … TO PROGRAM`):
 *
 * - `self`: the user of the command.
 * - `own-uid`: a user id of this checkout's own, for root. No user of the machine has it.
 * - `nameless`: the user of the command, under the name `nobody` in a user namespace: for a user id without a name, which
 *   `initdb` refuses, and for the root of a container that has no other user id.
 */
export type ServerIdentity = { kind: "self" } | { kind: "own-uid"; uid: number } | { kind: "nameless" };

/** Has this number and a name on every Linux. */
const NOBODY = 65534;

export interface CommandLine {
  command: string;
  args: string[];
}

/** How an identity is taken on this machine. */
export interface Disguise {
  readonly identity: ServerIdentity;
  /** The command line that runs a program without any privilege. */
  wrap(command: string, args: readonly string[]): CommandLine;
  /** The same for programs that insist on a user name (`initdb`, `postgres --single`). */
  named(): Promise<NamedDisguise>;
}

export interface NamedDisguise {
  wrap(command: string, args: readonly string[]): CommandLine;
  /** The user id that these programs run as and that their files must have, where it is not this command's. */
  readonly uid?: number;
}

/** @throws InfraError IMAGE_UNAVAILABLE when the programs that take an identity are not installed */
export async function prepareDisguise(identity: ServerIdentity): Promise<Disguise> {
  switch (identity.kind) {
    case "self":
      return plain(identity, await unprivileged());
    case "nameless":
      return plain(identity, [...(await unprivileged()), ...(await requireNamespace())]);
    case "own-uid":
      return ofOwnUid(identity);
  }
}

/**
 * Root could take the data of an ordinary user's environment over, who could not use it any more then. What root made before
 * is known by its folder, which is root's own.
 */
export async function requireNoOtherUsers(stateDir: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const dataDir = join(stateDir, "postgres", "data");
  const owner = (await readStats(stateDir))?.uid;
  if (owner === undefined || owner === 0 || (await readStats(dataDir))?.uid !== owner) return;
  throw new InfraError(
    "FOREIGN_OBJECT",
    `${dataDir} belongs to user id ${owner}, and this command runs as root`,
    {
      hint: `Run the command as that user (without sudo), or give the environment to root while it is stopped: sudo chown -R 0:0 ${quoteForShell(stateDir)}`,
    },
  );
}

/** Who owns data that is there already decides for an ordinary user, who can't give it away. */
export async function requireOwnData(dataDir: string): Promise<void> {
  const owner = (await readStats(dataDir))?.uid;
  const self = process.getuid?.();
  if (owner === undefined || self === undefined || owner === self) return;
  throw new InfraError(
    "FOREIGN_OBJECT",
    `${dataDir} belongs to user id ${owner}, and this command runs as user id ${self}`,
    {
      hint: `Run the command as root (sudo) if the environment was created as root, or take over the data: sudo chown -R "$(id -u)" ${quoteForShell(dataDir)}`,
    },
  );
}

/** In containers a user id is often a mere number. */
export function hasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false; // that is how Node says it
  }
}

function plain(identity: ServerIdentity, prefix: readonly string[]): Disguise {
  const wrap = (command: string, args: readonly string[]) => prefixed(prefix, [command, ...args]);
  return { identity, wrap, named: async () => ({ wrap }) };
}

async function ofOwnUid(identity: { kind: "own-uid"; uid: number }): Promise<Disguise> {
  const setpriv = await requireProgram("setpriv");
  const asUid = (uid: number) => [
    setpriv,
    `--reuid=${uid}`,
    `--regid=${uid}`,
    "--clear-groups",
    ...NO_CAPABILITIES,
    "--no-new-privs",
  ];
  const bounding = (await maySetCapabilities()) ? ["--bounding-set=-all"] : [];
  const prefix = [...asUid(identity.uid), ...bounding];
  const named = async (): Promise<NamedDisguise> => {
    const namespace = await namespaceCommand(prefix);
    // Without namespaces a user that has a name takes the place for a moment; its files are given back at once.
    const namedPrefix = namespace ? [...prefix, ...namespace] : [...asUid(NOBODY), ...bounding];
    return {
      wrap: (command, args) => prefixed(namedPrefix, [command, ...args]),
      uid: namespace ? identity.uid : NOBODY,
    };
  };
  return { identity, wrap: (command, args) => prefixed(prefix, [command, ...args]), named };
}

/** A container may forbid that the set which bounds all others is changed; see capabilities(7), CAP_SETPCAP. */
async function maySetCapabilities(): Promise<boolean> {
  const status = await readFile("/proc/self/status", "utf8");
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return (effective & CAP_SETPCAP) !== 0n;
}

const CAP_SETPCAP = 1n << 8n;

const NO_CAPABILITIES = ["--inh-caps=-all", "--ambient-caps=-all"];

/** An ordinary user has no capability to lose as a rule, but may have `sudo` without a password. */
async function unprivileged(): Promise<string[]> {
  const setpriv = await findSystemProgram("setpriv");
  const prefix = setpriv === undefined ? [] : [setpriv, ...NO_CAPABILITIES, "--no-new-privs"];
  return prefix.length > 0 && (await succeeds([...prefix, "true"])) ? prefix : [];
}

/** A namespace in which its user is called `nobody`, unless the system refuses one to the user of `prefix`. */
async function namespaceCommand(prefix: readonly string[]): Promise<string[] | undefined> {
  const unshare = await findSystemProgram("unshare");
  if (unshare === undefined) return undefined;
  const command = [unshare, "--user", `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, "--"];
  return (await succeeds([...prefix, ...command, "true"])) ? command : undefined;
}

/** Without one, an ordinary user's `initdb` may still succeed, and says why not otherwise. */
async function requireNamespace(): Promise<string[]> {
  const command = await namespaceCommand([]);
  if (command !== undefined || process.getuid?.() !== 0) return command ?? [];
  throw new InfraError(
    "IMAGE_UNAVAILABLE",
    "PostgreSQL does not run as root, and this container has no other user id and no user namespaces",
    { hint: "Run the command as an ordinary user (without sudo)" },
  );
}

/** Of util-linux, which bare images may lack and macOS does not have. */
async function requireProgram(name: string): Promise<string> {
  const found = await findSystemProgram(name);
  if (found !== undefined) return found;
  throw new InfraError(
    "IMAGE_UNAVAILABLE",
    `PostgreSQL does not run as root, and ${name}, which would run it as another user, is not installed`,
    { hint: "Run the command as an ordinary user (without sudo), or install util-linux" },
  );
}

function prefixed(prefix: readonly string[], argv: readonly string[]): CommandLine {
  const [command = "", ...args] = [...prefix, ...argv];
  return { command, args };
}
