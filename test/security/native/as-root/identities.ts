import { execFile, spawn } from "node:child_process";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TemporaryProject } from "../../../support/temporary-project.js";

const run = promisify(execFile);

/** A way to run infra natively, with a project that is used in that way. Disposing of it resets the environment. */
export interface Way extends AsyncDisposable {
  project: TemporaryProject;
}

/** As the user of the tests, in a checkout that every user may enter. */
export async function asSelf(project: TemporaryProject): Promise<Way> {
  return way(project);
}

/** As root, in a checkout below a folder that only root may enter. */
export async function inClosedFolder(project: TemporaryProject): Promise<Way> {
  const dir = join(project.dir, "closed", "checkout");
  await mkdir(dir, { recursive: true });
  await chmod(join(project.dir, "closed"), 0o700);
  return way(project.in(dir));
}

/** As the root of a container that forbids user namespaces and has neither CAP_SYS_ADMIN nor CAP_SYS_PTRACE. */
export async function inContainer(project: TemporaryProject): Promise<Way> {
  const holder = spawn("unshare", ["--user", "--", "sleep", "1000"], { stdio: "ignore" });
  await once(holder, "spawn");
  const { pid } = holder;
  if (pid === undefined) throw new Error("no process holds the namespace");
  await untilUnshared(pid);
  // All ids, as a container engine maps them.
  for (const map of ["uid_map", "gid_map"]) await writeFile(`/proc/${pid}/${map}`, "0 0 4294967295");
  const enter = ["nsenter", "-t", String(pid), "--user", "--"];
  await run("nsenter", [...enter.slice(1), "sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces"]);
  const inside = project.through(...enter, "setpriv", "--bounding-set=-sys_admin,-sys_ptrace", "--");
  return way(inside, async () => {
    // It ignores gentler signals while it waits for its child.
    holder.kill("SIGKILL");
    await once(holder, "exit");
  });
}

export interface Container extends AsyncDisposable {
  /** Program and arguments to run a command in it through. */
  enter: string[];
}

/** What a container is to a checkout that is mounted in it: pids, network, hostname and shared memory of its own. */
export async function enterContainer(): Promise<Container> {
  const own = ["--ipc", "--pid", "--fork", "--mount-proc", "--net", "--uts", "--kill-child"];
  const script = "ip link set lo up && hostname container-of-tests && echo ready && exec sleep 1000";
  const holder = spawn("unshare", [...own, "--", "sh", "-c", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  const { stdout } = await run("pgrep", ["-P", String(holder.pid)]);
  return {
    enter: ["nsenter", "-t", stdout.trim(), "--ipc", "--pid", "--mount", "--net", "--uts", "--"],
    [Symbol.asyncDispose]: async () => {
      // It ignores gentler signals while it waits for its child.
      holder.kill("SIGKILL");
      await once(holder, "exit");
    },
  };
}

/** As an ordinary user with an account. */
export async function asOrdinaryUser(project: TemporaryProject, account: Account): Promise<Way> {
  await chown(project.dir, account.uid, account.uid);
  return way(project.with({ HOME: account.home }).through("runuser", "-u", account.name, "--"));
}

export interface Account extends AsyncDisposable {
  name: string;
  uid: number;
  home: string;
}

/** A user who is removed again. Needs root. */
export async function createAccount(name: string): Promise<Account> {
  await run("useradd", ["--create-home", "--shell", "/bin/sh", name]);
  const { stdout } = await run("getent", ["passwd", name]);
  const [, , uid = "", , , home = ""] = stdout.split(":");
  return {
    name,
    uid: Number(uid),
    home,
    [Symbol.asyncDispose]: async () => {
      await run("userdel", ["--remove", "--force", name]);
    },
  };
}

async function way(project: TemporaryProject, end: () => Promise<void> = async () => {}): Promise<Way> {
  return {
    project,
    [Symbol.asyncDispose]: async () => {
      await project.succeed("reset");
      await end();
    },
  };
}

async function untilUnshared(pid: number): Promise<void> {
  const own = await run("readlink", ["/proc/self/ns/user"]);
  for (;;) {
    const { stdout } = await run("readlink", [`/proc/${pid}/ns/user`]);
    if (stdout !== own.stdout) return;
  }
}
