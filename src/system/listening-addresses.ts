import { readFile, readdir, readlink } from "node:fs/promises";
import { portHolder } from "./ports.js";
import { listListening } from "./process-tools.js";
import type { ProcessView } from "./process-identity.js";
import { readable } from "./readable.js";

export interface ListeningAddress {
  /** `0.0.0.0:5432`, `[::]:5432`. */
  text: string;
  isLoopback: boolean;
}

/** Where a process listens for TCP connections. */
export async function listeningAddresses(view: ProcessView): Promise<ListeningAddress[]> {
  const texts = process.platform === "linux" ? await ofLinux(view) : await listListening(view.pid);
  return texts.map((text) => ({ text, isLoopback: /^(127\.|\[::1\]:|\[::ffff:127\.)/.test(text) }));
}

const LISTEN_STATE = "0A";

interface ListeningSocket {
  text: string;
  uid: number;
  inode: string;
}

async function ofLinux({ pid, uid }: ProcessView): Promise<string[]> {
  const inodes = await socketsOf(pid);
  // Root in a container may not look into another user's process; then that user's sockets are meant.
  const own = (await listeningSockets()).filter((socket) =>
    inodes ? inodes.has(socket.inode) : socket.uid === uid,
  );
  return own.map(({ text }) => text);
}

/**
 * Whether a process has one of the sockets that listen on a port. `undefined` where the system does not show who has them, or
 * shows no such socket.
 */
export async function listensOnPort({ pid, uid }: ProcessView, port: number): Promise<boolean | undefined> {
  const isOnPort = ({ text }: { text: string }) => text.endsWith(`:${port}`);
  if (process.platform !== "linux") {
    if ((await listListening(pid)).some((text) => isOnPort({ text }))) return true;
    return (await portHolder(port)) === undefined ? undefined : false;
  }
  const onPort = (await listeningSockets()).filter(isOnPort);
  const inodes = await socketsOf(pid);
  if (onPort.length === 0) return undefined;
  if (inodes !== undefined) return onPort.some(({ inode }) => inodes.has(inode));
  return onPort.some((socket) => socket.uid === uid) || undefined;
}

async function listeningSockets(): Promise<ListeningSocket[]> {
  return (await Promise.all([listening("tcp"), listening("tcp6")])).flat();
}

async function listening(table: "tcp" | "tcp6"): Promise<ListeningSocket[]> {
  // Without IPv6 there is no such table.
  const text = (await readable(readFile(`/proc/net/${table}`, "utf8"))) ?? "";
  return text
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN_STATE)
    .map(([, local = "", , , , , , uid, , inode = ""]) => ({
      text: addressOf(local),
      uid: Number(uid),
      inode,
    }));
}

/**
 * Inodes of a process's sockets, none of one that has ended; `undefined` where the system shows its open files not at all or by
 * number only.
 */
async function socketsOf(pid: number): Promise<Set<string> | undefined> {
  const folder = `/proc/${pid}/fd`;
  const names = await readable(readdir(folder).catch(noneIfEnded));
  if (names === undefined) return undefined;
  const targets = await Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(refused)));
  if (targets.includes("refused")) return undefined;
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target ?? "")?.[1] ?? []));
}

function noneIfEnded(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT" || error.code === "ESRCH") return [];
  throw error;
}

/** A file that was closed meanwhile is none; one that may not be seen may be any. */
function refused({ code }: NodeJS.ErrnoException): "refused" | undefined {
  return code === "EACCES" || code === "EPERM" ? "refused" : undefined;
}

/** As the kernel prints it: the bytes of each 32-bit word in the machine's order, in hexadecimal. */
function addressOf(local: string): string {
  const [hex = "", port = ""] = local.split(":");
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => parseInt(byte, 16)),
  );
  const number = parseInt(port, 16);
  if (bytes.length === 4) return `${bytes.join(".")}:${number}`;
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (isMapped) return `[::ffff:${bytes.slice(12).join(".")}]:${number}`;
  if (bytes.every((byte) => byte === 0)) return `[::]:${number}`;
  if (bytes.every((byte, index) => byte === (index === 15 ? 1 : 0))) return `[::1]:${number}`;
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  return `[${groups.join(":")}]:${number}`;
}
