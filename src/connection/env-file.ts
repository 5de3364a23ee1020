import { dirname } from "node:path";
import { pathInCheckout } from "../config/project.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { formatDotenv } from "../system/dotenv.js";
import { readStats, makeFolder, openIfAny, readFileIfAny, replaceFile } from "../system/files.js";
import { revealAll, type ConnectionVariables } from "./variables.js";

const HEADER =
  "# Written by infra when the services are ready. Changes are lost; set values in .env or the infra config.\n";

/** Where the connection file of an environment lies, for one use: links above it are resolved and checked. */
export function connectionFile({ projectDir, connection }: ResolvedConfig): string {
  return pathInCheckout(projectDir, connection.envFile);
}

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
  await makeFolder(dirname(path), 0o777);
  await replaceFile(path, content);
  return true;
}

/** Whether {@link writeEnvFile} would leave the file alone. */
export async function isEnvFileCurrent(
  path: string,
  variables: ConnectionVariables,
  generatedAtName: string,
): Promise<boolean> {
  const found = await readFileIfAny(path);
  const content = HEADER + formatDotenv(revealAll(variables));
  return found !== undefined && withoutTime(found, generatedAtName) === withoutTime(content, generatedAtName);
}

/** Whether the connection file was written for another environment than the one whose variables have this prefix. */
export async function isEnvFileOfOther(path: string, variablePrefix: string): Promise<boolean> {
  if ((await readStats(path))?.isFile() !== true) return false;
  const prefix = /^(\w+_)ENV_GENERATED_AT=/m.exec((await readFileIfAny(path)) ?? "")?.[1];
  return prefix !== undefined && prefix !== variablePrefix;
}

async function saysTheSame(path: string, content: string, generatedAtName: string): Promise<boolean> {
  const file = await openIfAny(path);
  if (file === undefined) return false;
  try {
    const found = await file.readFile("utf8");
    if (withoutTime(found, generatedAtName) !== withoutTime(content, generatedAtName)) return false;
    if (((await file.stat()).mode & 0o777) !== 0o600) await file.chmod(0o600);
    return true;
  } finally {
    await file.close();
  }
}

function withoutTime(text: string, generatedAtName: string): string {
  return text
    .split("\n")
    .filter((line) => !line.startsWith(`${generatedAtName}=`))
    .join("\n");
}
