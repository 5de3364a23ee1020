import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { isUnwritable } from "./disk-full.js";
import { removeFile, removeTree } from "./files.js";
import { quoteForShell } from "./shell-quote.js";
import { infra } from "./own-command.js";

/**
 * Removes folders, then files, as far as the file system lets it. Those that are missing count as removed.
 *
 * @throws InfraError DATA_NOT_REMOVED naming each that is left, after all were tried; FOREIGN_OBJECT for a link on the way;
 *   USAGE for a folder in place of a file
 */
export async function removeAll({
  folders = [],
  files,
  removeFolder = removeTree,
}: {
  folders?: readonly string[];
  files: readonly string[];
  removeFolder?: (path: string) => Promise<void>;
}): Promise<void> {
  const left: { path: string; cause: unknown }[] = [];
  const attempt = async (path: string, remove: (path: string) => Promise<unknown>) => {
    await remove(path).catch((cause: unknown) => {
      if (cause instanceof InfraError) throw cause;
      left.push({ path, cause });
    });
  };
  for (const path of folders) await attempt(path, removeFolder);
  for (const path of files) await attempt(path, removeFile);
  if (left.length > 0) throw notRemoved(left);
}

/** What to report of files and folders that are still there, and why. */
export function notRemoved(left: readonly { path: string; cause: unknown }[]): InfraError {
  const [first] = left;
  const paths = left.map(({ path }) => path);
  return new InfraError(
    "DATA_NOT_REMOVED",
    `Failed removing ${paths.join(", ")}: ${messageOf(first?.cause)}`,
    {
      hint: isUnwritable(first?.cause)
        ? `Make the disk writable, then run: ${infra("reset")}`
        : `Remove it manually (rm -r ${paths.map(quoteForShell).join(" ")}), then run: ${infra("reset")}`,
      details: { paths },
      cause: first?.cause,
    },
  );
}
