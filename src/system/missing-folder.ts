import { stat } from "node:fs/promises";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";

/** The folder in which this process was started. Throws InfraError USAGE when it was deleted since. */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new InfraError("USAGE", `The working folder cannot be used: ${messageOf(cause)}`, {
      hint: 'It was deleted or moved. If it was created again, enter it again: cd "$PWD"\nOtherwise go to the folder of a project',
      cause,
    });
  }
}

/** An error for a folder that does not exist or is none; `undefined` for one that does. */
export async function missingFolder(path: string): Promise<InfraError | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].includes(error.code ?? "")) return undefined;
    throw error;
  });
  if (found?.isDirectory() === true) return undefined;
  return new InfraError("USAGE", `${path} is not a folder`, {
    hint: "Give an existing project folder with -C",
  });
}
