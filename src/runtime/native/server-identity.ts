import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import { promisify } from "node:util";
import { findProgram, withSystemFolders } from "../../system/find-program.js";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import { quoteForShell } from "../../system/shell-quote.js";

/**
 * As whom PostgreSQL runs. It refuses to run as root, and `initdb` refuses a user id without a name, so some have to become
 * somebody else without creating a user:
 *
 * - `self`: nothing to do.
 * - `user-namespace`: a namespace in which we are called nobody. Files stay ours; folders of others stay closed, to root too.
 * - `setuid`: another user id. Containers often forbid namespaces but allow this.
 */
export type ServerIdentity =
  { kind: "self" } | { kind: "user-namespace" } | { kind: "setuid"; uid: number; gid: number };

/** Has this number and a name on every Linux. */
const NOBODY = 65534;

const NAMESPACE_COMMAND = [
  "unshare",
  "--user",
  `--map-user=${NOBODY}`,
  `--map-group=${NOBODY}`,
  "--",
] as const;

const SETPRIV = "setpriv";

interface Place {
  /** PGDATA, which need not exist. Existing data decides: its owner is who must run the server on it. */
  dataDir: string;
  /** Holds the data; exists. */
  folder: string;
  /** Its owner is preferred to nobody. */
  projectDir: string;
}

export async function chooseIdentity(place: Place): Promise<ServerIdentity> {
  const uid = process.getuid?.() ?? -1;
  const owner = await ownerOf(place.dataDir);
  if (uid === 0) {
    const identity = await identityForRoot(owner, place);
    await requireProgramFor(identity);
    return identity;
  }
  if (owner !== undefined && owner.uid !== uid && uid !== -1) throw notOurs(place.dataDir, owner.uid, uid);
  if (hasName() || (await namespaceRefusal(place.folder)) !== undefined) return { kind: "self" };
  return { kind: "user-namespace" };
}

async function identityForRoot(owner: Owner | undefined, place: Place): Promise<ServerIdentity> {
  if (owner !== undefined && owner.uid !== 0) return { kind: "setuid", ...owner };

  // Data that root made in a namespace was made on this machine: no need to try again whether it has them.
  if (owner !== undefined) return { kind: "user-namespace" };
  if ((await namespaceRefusal(place.folder)) === undefined) return { kind: "user-namespace" };
  const project = await ownerOf(place.projectDir);
  return project !== undefined && project.uid !== 0 && (await isListed(project.uid))
    ? { kind: "setuid", ...project }
    : { kind: "setuid", uid: NOBODY, gid: NOBODY };
}

/** Why a namespace is of no use, or `undefined`: the system forbids it, or a folder on the way belongs to somebody else. */
async function namespaceRefusal(folder: string): Promise<string | undefined> {
  return tryCommand([...NAMESPACE_COMMAND, "test", "-w", folder]);
}

/** Whether our own user id has a name. In containers it is often a mere number. */
function hasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false; // that is how Node says it
  }
}

/** Whether somebody else's user id has a name, as far as the machine's own list goes. */
async function isListed(uid: number): Promise<boolean> {
  const list = await readFile("/etc/passwd", "utf8").catch(() => "");
  return list.split("\n").some((line) => line.split(":")[2] === String(uid));
}

/** The command line and spawn options that run `command` under an identity. */
export function asIdentity(
  identity: ServerIdentity,
  command: string,
  args: readonly string[],
): { command: string; args: string[] } {
  switch (identity.kind) {
    case "self":
      return { command, args: [...args] };
    case "user-namespace":
      return { command: NAMESPACE_COMMAND[0], args: [...NAMESPACE_COMMAND.slice(1), command, ...args] };
    case "setuid":
      // The checkout may lie where only root may look (/root); the capability to pass there goes with the server.
      return {
        command: SETPRIV,
        args: [
          `--reuid=${identity.uid}`,
          `--regid=${identity.gid}`,
          "--clear-groups",
          "--inh-caps=+dac_override",
          "--ambient-caps=+dac_override",
          command,
          ...args,
        ],
      };
  }
}

/** Both helpers are of util-linux, which bare images may lack and macOS does not have. */
async function requireProgramFor({ kind }: ServerIdentity): Promise<void> {
  const program = kind === "setuid" ? SETPRIV : NAMESPACE_COMMAND[0];
  if ((await findProgram([program], withSystemFolders(process.env.PATH))) !== undefined) return;
  throw new InfraError(
    "IMAGE_UNAVAILABLE",
    `PostgreSQL does not run as root, and ${program}, which would run it as somebody else, is not installed`,
    { hint: "Run the command as an ordinary user (without sudo), or install util-linux" },
  );
}

interface Owner {
  uid: number;
  gid: number;
}

async function ownerOf(path: string): Promise<Owner | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return found && { uid: found.uid, gid: found.gid };
}

/** Why the command cannot run, or `undefined` when it can. */
async function tryCommand(argv: readonly string[]): Promise<string | undefined> {
  const [command = "", ...args] = argv;
  const env = { ...process.env, PATH: withSystemFolders(process.env.PATH) };
  return promisify(execFile)(command, args, { timeout: 5000, env }).then(
    () => undefined,
    (error: unknown) => messageOf(error).trim(),
  );
}

function notOurs(dataDir: string, owner: number, self: number): InfraError {
  return new InfraError(
    "FOREIGN_OBJECT",
    `${dataDir} belongs to user id ${owner}, and this command runs as user id ${self}`,
    {
      hint: `Run the command as that user${owner === 0 ? " (sudo)" : ""}, or take it over: sudo chown -R "$(id -u)" ${quoteForShell(dataDir)}`,
    },
  );
}
