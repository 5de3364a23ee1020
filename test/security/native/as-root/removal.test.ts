import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processesOfUser } from "../../../../src/system/find-processes.js";
import { query } from "../../../support/clients.js";
import { TemporaryProject } from "../../../support/temporary-project.js";

async function uidOfServer(project: TemporaryProject): Promise<number> {
  const { document } = await project.json<{ services: { ref: string }[] }>("status");
  const status = await readFile(`/proc/${document.services[0]?.ref}/status`, "utf8");
  return Number(/^Uid:\s*(\d+)/m.exec(status)?.[1]);
}

test("reset ends what the server was made to start, and removes what it closed, without following its links", async () => {
  await using outer = await TemporaryProject.create();
  await mkdir(join(outer.dir, "outside"));
  await writeFile(join(outer.dir, "outside", "precious"), "");
  const project = outer.in(join(outer.dir, "project"));
  await mkdir(project.dir);
  await project.succeed("up");
  const uid = await uidOfServer(project);
  const script = [
    "mkdir -p planted/closed/below",
    `ln -s ${join(outer.dir, "outside")} planted/link`,
    `ln -s ${join(outer.dir, "outside")} planted/closed/below/link`,
    "chmod 000 planted/closed",
    // As a program that is to stay does: without the pipe to the server, and without the lock.
    "(setsid sleep 600 >/dev/null 2>&1 3>&- &)",
  ];
  await query(project, `copy (select 1) to program '${script.join("; ")}'`);
  await project.succeed("reset");
  expect(await processesOfUser(uid)).toEqual([]);
  expect(await readdir(join(project.dir, ".infra/tilemud"))).not.toContain("postgres");
  expect(await readdir(join(outer.dir, "outside"))).toEqual(["precious"]);
  expect(existsSync(`/var/lib/infra/uids/${uid}`)).toBe(false);
});

test("a link in place of the server's log shows root's files to nobody, and a pipe holds nothing up", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");
  const replaceLog = (how: string) =>
    query(project, `copy (select 1) to program 'cd ../log && for f in *; do rm $f; ${how} $f; done'`);
  await replaceLog("ln -s /etc/shadow");
  const followed = await project.infra("logs", "postgres");
  expect(followed.exitCode).toBe(18);
  expect(followed.stdout).not.toContain("root:");
  await replaceLog("mkfifo");
  expect((await project.infra("logs", "postgres")).exitCode).toBe(2);
  await replaceLog("true");
});

test("a program of the server's that holds its lock is named when it is in the way", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");
  await query(project, "copy (select 1) to program '(cd /; setsid sleep 600 >/dev/null 2>&1 &)'");
  await project.succeed("down");
  const { exitCode, stderr } = await project.infra("up");
  expect(exitCode).toBe(18);
  expect(stderr).toMatch(/is still running \(pid \d+: sleep 600\)\n {2}→ Stop it: kill \d+/);
});

test("what an earlier checkout at the same path left is named, and not taken over", async () => {
  await using outer = await TemporaryProject.create();
  await mkdir(join(outer.dir, "closed"), { mode: 0o700 });
  const dir = join(outer.dir, "closed", "checkout");
  await mkdir(dir);
  const project = outer.in(dir);
  await project.succeed("up");
  await query(project, "create table kept as select 7 as seven");
  const moved = outer.in(join(outer.dir, "closed", "moved"));
  await rename(dir, moved.dir);
  await mkdir(dir);
  const { exitCode, stderr } = await project.infra("reset");
  expect(exitCode).toBe(18);
  expect(stderr).toMatch(/An earlier checkout at .* left its environment in .*, and its servers run/);
  expect((await project.infra("doctor")).stdout).toContain("An earlier checkout at");
  // It was moved: there everything is as it was.
  await moved.succeed("up");
  expect(await query(moved, "select seven from kept")).toEqual([{ seven: 7 }]);
  await moved.succeed("reset");
  await project.succeed("reset");
});
