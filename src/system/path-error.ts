import { lstatSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { quoteForShell } from "./shell-quote.js";
import { infra } from "./own-command.js";

/**
 * The error for a user whom the file system denies access: a project of another user (typically it was once used with `sudo`), a
 * read-only disk, a file where a folder has to be or the other way round. `undefined` for any other error.
 */
export function pathError(cause: unknown): InfraError | undefined {
  const { code, path, syscall, dest } = cause as NodeJS.ErrnoException & { dest?: string };
  // The callers report a program that may not be run, and a socket.
  if (!(cause instanceof Error) || path === undefined || /^(spawn|connect)/.test(syscall ?? ""))
    return undefined;
  const place = nearestVisible(path);
  if (code === "EROFS") {
    return new InfraError("USAGE", `${place.path} is on a read-only file system`, {
      hint: "Work on a copy of the project in a writable folder",
      cause,
    });
  }
  if (code === "EISDIR") return wrongKind(dest ?? place.path, "a folder", "a file", cause);
  if (code === "ENOTDIR") return wrongKind(place.path, "not a folder", "a folder", cause);
  if (code === "ENOENT") return removedMeanwhile(path, cause);
  if (UNUSABLE.has(code ?? "")) {
    return new InfraError("USAGE", `The path cannot be used: ${messageOf(cause)}`, {
      hint: "Work on the project in another folder",
      cause,
    });
  }
  if (code !== "EACCES" && code !== "EPERM") return undefined;
  const self = process.geteuid?.();
  const owner = place.found?.uid;
  const isForeign = owner !== undefined && self !== undefined && owner !== self;
  return new InfraError(
    "USAGE",
    isForeign
      ? `No access to ${place.path}: it belongs to user id ${owner}, and this command runs as user id ${self}`
      : `No access to ${place.path}: ${messageOf(cause)}`,
    {
      hint: isForeign
        ? `Run the command as that user${owner === 0 ? " (sudo)" : ""}, or take it over after it was stopped as that user (${infra("down")}): sudo chown -R "$(id -u)" ${quoteForShell(wholeOf(place.path))}`
        : `Check its permissions: ls -ld ${quoteForShell(place.path)}`,
      cause,
    },
  );
}

/** Too long, links in a circle, a disk that fails or went away. */
const UNUSABLE: ReadonlySet<string> = new Set(["ENAMETOOLONG", "ELOOP", "EIO", "ESTALE", "ENODEV", "ENXIO"]);

/** A missing file is a question for its reader; a missing folder above it means that it was removed during the work. */
function removedMeanwhile(path: string, cause: Error): InfraError | undefined {
  const folder = dirname(path);
  if (nearestVisible(folder).path === folder) return undefined;
  return new InfraError("USAGE", `${folder} was removed while the command ran`, {
    hint: "Run the command again in a folder that exists",
    cause,
  });
}

/** A folder in place of a file, or the other way round. */
export function wrongKind(path: string, is: string, needed: string, cause?: Error): InfraError {
  return new InfraError("USAGE", `${path} is ${is}, but must be ${needed}`, {
    hint: `Move it away: mv ${quoteForShell(path)} ${quoteForShell(`${path}.aside`)}`,
    ...(cause && { cause }),
  });
}

/** All of the state folder at once: it seldom has one foreign file only. */
function wholeOf(path: string): string {
  return path.replace(/(\/\.infra)\/.*$/s, "$1");
}

/** The file or folder itself; where it is not there or may not be seen, the folder that says so. */
function nearestVisible(path: string): { path: string; found?: Stats } {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found !== undefined) return { path, found };
  } catch {
    // The folder above may not be entered: it is the one to report.
  }
  const above = dirname(path);
  return above === path ? { path } : nearestVisible(above);
}
