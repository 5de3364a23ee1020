import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { claimHome, findHome, releaseHome } from "./machine-folder.js";

async function machineWithProject() {
  const root = await temporaryFolder();
  const [machineDir, projectDir] = [join(root, "machine"), join(root, "project")];
  await mkdir(projectDir);
  return { root, machineDir, environment: { projectDir, name: "tilemud" } };
}

test("an environment keeps its user id, each environment has another, and two commands at once get the same", async () => {
  const { machineDir, environment } = await machineWithProject();
  const [one, two] = await Promise.all([
    claimHome(machineDir, environment),
    claimHome(machineDir, environment),
  ]);
  expect(one).toBe(two);
  expect(await claimHome(machineDir, environment)).toBe(one);
  expect(await claimHome(machineDir, { ...environment, name: "other" })).not.toBe(one);
  const { folder } = await findHome(machineDir, environment);
  expect((await stat(folder)).mode & 0o777).toBe(0o711);
});

test("a project that was renamed keeps its place, and a new one under its old name gets another", async () => {
  const { root, machineDir, environment } = await machineWithProject();
  const uid = await claimHome(machineDir, environment);
  const moved = { ...environment, projectDir: join(root, "moved") };
  await rename(environment.projectDir, moved.projectDir);
  expect((await findHome(machineDir, moved)).record?.uid).toBe(uid);
  await mkdir(environment.projectDir);
  expect((await findHome(machineDir, environment)).record).toBeUndefined();
  expect(await claimHome(machineDir, environment)).not.toBe(uid);
});

test("nothing is left of an environment that is released, also where its record was never written", async () => {
  const { machineDir, environment } = await machineWithProject();
  await claimHome(machineDir, environment);
  const home = await findHome(machineDir, environment);
  await rm(join(home.folder, "owner.json"));
  await releaseHome(machineDir, home);
  expect(await readdir(join(machineDir, "environments"))).toEqual([]);
  expect(await readdir(join(machineDir, "uids"))).toEqual([]);
});
