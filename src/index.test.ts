import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../test/support/temporary-folder.js";
import * as library from "./index.js";
import * as operations from "./operations/for-library.js";

/** Neither has a project. */
const WITHOUT_PROJECT = ["InfraError", "Secret", "defineConfig"];

test("every operation of the library knows its project in the commands of its messages", () => {
  const exported = Object.entries(library).filter(([, value]) => typeof value === "function");
  const others = exported.filter(([name]) => !WITHOUT_PROJECT.includes(name));
  expect(Object.fromEntries(others)).toEqual({ ...operations });
});

async function projectWithDamagedPassword(): Promise<string> {
  const projectDir = await temporaryFolder();
  await mkdir(join(projectDir, ".infra"));
  await writeFile(join(projectDir, ".infra/postgres-password"), "damaged");
  await writeFile(join(projectDir, "infra.config.json"), '{ "postgres": { "password": "generated" } }');
  return projectDir;
}

test("a hint names the folder and the flags that the program gave", async () => {
  const projectDir = await projectWithDamagedPassword();
  const options = { projectDir, env: {}, flags: { name: "shop" } };
  const command = `infra.js -C ${projectDir} --name shop up`;
  await expect(library.up(options)).rejects.toThrow(command);
  const lines = library.logs({ ...options, services: ["redis"], tail: 1, follow: false });
  await expect(lines.next()).rejects.toThrow(command);
});
