import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import { findProgram, withSystemFolders } from "../../system/find-program.js";
import { InfraError } from "../../errors/infra-error.js";
import { messageOf } from "../../errors/message.js";
import { quoteForShell } from "../../system/shell-quote.js";

/**
 * As whom PostgreSQL runs. It refuses to run as root, so root has to become somebody else without creating a user:
 *
 * - `self`: we are not root; nothing to do.
 * - `user-namespace`: a namespace in which root is called user 1000. Files stay root's, every path stays reachable.
 * - `setuid`: another user id that need not exist. Containers often forbid namespaces but allow this.
 */
export type ServerIdentity =
  { kind: "self" } | { kind: "user-namespace" } | { kind: "setuid"; uid: number; gid: number };

const NAMESPACE_COMMAND = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"] as const;

const SETPRIV = "setpriv";

/** "nobody" by convention on Linux; used only when the project itself belongs to root. */
const NOBODY = 65534;

/**
 * Chooses the identity. Existing data decides: its owner is who must run the server on it.
 *
 * @param dataDir PGDATA, which need not exist
 * @param projectDir its owner is preferred to a nameless user id
 */
export async function chooseIdentity(dataDir: string, projectDir: string): Promise<ServerIdentity> {
  const uid = process.getuid?.() ?? -1;
  const owner = await ownerOf(dataDir);
  if (uid !== 0) {
    if (owner !== undefined && owner.uid !== uid && uid !== -1) throw notOurs(dataDir, owner.uid, uid);
    return { kind: "self" };
  }
  const identity = await identityForRoot(owner, projectDir);
  await requireProgramFor(identity);
  return identity;
}

async function identityForRoot(owner: Owner | undefined, projectDir: string): Promise<ServerIdentity> {
  if (owner !== undefined && owner.uid !== 0) return { kind: "setuid", ...owner };

  // Data that root made in a namespace was made on this machine: no need to try again whether it has them.
  if (owner !== undefined) return { kind: "user-namespace" };
  const namespace = await tryCommand([...NAMESPACE_COMMAND, "true"]);
  if (namespace === undefined) return { kind: "user-namespace" };
  const project = await ownerOf(projectDir);
  return project !== undefined && project.uid !== 0
    ? { kind: "setuid", ...project }
    : { kind: "setuid", uid: NOBODY, gid: NOBODY };
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
