import { readdir, readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename } from "node:path";

/** Names of the accounts of this machine that are for people and are not the caller's, as far as the machine lists them. */
export async function otherAccounts(): Promise<string[]> {
  if (process.platform === "darwin") {
    const folders = await readdir("/Users").catch(() => []);
    return folders.filter((name) => !/^\.|^(?:Shared|Guest)$/.test(name) && name !== ownName());
  }
  return peopleIn(await readFile("/etc/passwd", "utf8").catch(() => ""), process.getuid?.());
}

/** Accounts of people in a text such as `/etc/passwd`. */
export function peopleIn(passwd: string, ownUid: number | undefined): string[] {
  return passwd.split("\n").flatMap((line) => {
    const [name = "", , uid, , , , shell = ""] = line.split(":");
    const number = Number(uid);
    const isPerson = number >= 1000 && number < 60_000 && !/^(?:nologin|false)$/.test(basename(shell.trim()));
    return isPerson && number !== ownUid ? [name] : [];
  });
}

/** A user id without a name has no folder either. */
function ownName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
