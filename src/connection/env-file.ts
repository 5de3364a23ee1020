import { chmod, lstat, readFile } from "node:fs/promises";
import { InfraError } from "../errors/infra-error.js";
import { Secret } from "../errors/secret.js";
import { atomicWrite } from "../system/atomic-write.js";
import { formatDotenv } from "../system/dotenv.js";
import { quoteForShell } from "../system/shell-quote.js";
import type { ConnectionVariables } from "./variables.js";

const HEADER =
  "# Written by infra when the services are ready. Changes are lost; set values in .env or the infra config.\n";

/**
 * Writes the connection file, for its owner only. A file that already says the same, apart from the time it was made, is
 * left alone, so that tools which watch it are not woken for nothing.
 *
 * @returns whether it was written
 */
export async function writeEnvFile(
  path: string,
  variables: ConnectionVariables,
  generatedAtName: string,
): Promise<boolean> {
  const content = HEADER + formatDotenv(revealAll(variables));
  if (await saysTheSame(path, content, generatedAtName)) return false;
  try {
    await atomicWrite(path, content, { mode: 0o600 });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ESYMLINK") throw cause;
    throw new InfraError("FOREIGN_OBJECT", `${path} is a symbolic link; infra does not write through it`, {
      hint: `Remove the link (rm ${quoteForShell(path)}) and run the command again`,
      cause,
    });
  }
  return true;
}

/** Whether the connection file was written for another environment than the one whose variables have this prefix. */
export async function isEnvFileOfOther(path: string, variablePrefix: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isFile() !== true) return false;
  const prefix = /^(\w+_)ENV_GENERATED_AT=/m.exec(await readFile(path, "utf8"))?.[1];
  return prefix !== undefined && prefix !== variablePrefix;
}

/** The plain values. For files and processes that are to have them. */
export function revealAll(variables: ConnectionVariables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );
}

async function saysTheSame(path: string, content: string, generatedAtName: string): Promise<boolean> {
  const status = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  // A link is for the write to refuse.
  if (!status?.isFile()) return false;
  const found = await readFile(path, "utf8");
  const withoutTime = (text: string) =>
    text
      .split("\n")
      .filter((line) => !line.startsWith(`${generatedAtName}=`))
      .join("\n");
  if (withoutTime(found) !== withoutTime(content)) return false;
  if ((status.mode & 0o777) !== 0o600) await chmod(path, 0o600);
  return true;
}
