import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "dotenv";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import type { ResolvedConfig } from "../config/resolved.js";
import { Secret } from "../errors/secret.js";
import { connectionFile, writeEnvFile } from "./env-file.js";

const GENERATED_AT = "T_ENV_GENERATED_AT";
const variables = (port: string, generatedAt: string) => ({
  T_PORT: port,
  [GENERATED_AT]: generatedAt,
  T_PASSWORD: new Secret("pa ss#$wd"),
});

test("holds the plain values, for its owner only", async () => {
  const path = join(await temporaryFolder(), ".env.local.infra");
  expect(await writeEnvFile(path, variables("1", "noon"), GENERATED_AT)).toBe(true);
  expect(parse(await readFile(path))).toEqual({
    T_PORT: "1",
    [GENERATED_AT]: "noon",
    T_PASSWORD: "pa ss#$wd",
  });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("is left alone as long as only the time would change", async () => {
  const path = join(await temporaryFolder(), ".env.local.infra");
  await writeEnvFile(path, variables("1", "noon"), GENERATED_AT);
  await chmod(path, 0o644);
  expect(await writeEnvFile(path, variables("1", "later"), GENERATED_AT)).toBe(false);
  expect(parse(await readFile(path))[GENERATED_AT]).toBe("noon");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await writeEnvFile(path, variables("2", "later"), GENERATED_AT)).toBe(true);
  expect(parse(await readFile(path))).toMatchObject({ T_PORT: "2", [GENERATED_AT]: "later" });
});

test("is not written through a symbolic link, not even one whose target says the same", async () => {
  const folder = await temporaryFolder();
  const [path, target] = [join(folder, ".env.local.infra"), join(folder, "target")];
  await writeEnvFile(target, variables("1", "noon"), GENERATED_AT);
  const before = await readFile(target, "utf8");
  await symlink(target, path);
  for (const port of ["1", "2"]) {
    await expect(writeEnvFile(path, variables(port, "noon"), GENERATED_AT)).rejects.toMatchObject({
      code: "FOREIGN_OBJECT",
      exitCode: 18,
      hint: expect.stringContaining(`rm ${path}`) as string,
    });
  }
  expect(await readFile(target, "utf8")).toBe(before);
});

test("a folder above it that was replaced by a link after the configuration was checked is not entered", async () => {
  const projectDir = await temporaryFolder();
  const outside = await temporaryFolder();
  await mkdir(join(projectDir, "real"));
  await symlink("real", join(projectDir, "inside"));
  await symlink(outside, join(projectDir, "out"));
  const write = (name: string) => {
    const config = { projectDir, connection: { envFile: join(projectDir, name) } } as ResolvedConfig;
    return writeEnvFile(connectionFile(config), variables("1", "noon"), GENERATED_AT);
  };
  await write("inside/.env");
  expect(await readdir(join(projectDir, "real"))).toEqual([".env"]);
  await expect(write("out/.env")).rejects.toMatchObject({ code: "FOREIGN_OBJECT" });
  expect(await readdir(outside)).toEqual([]);
});

test("what a user changed in it is put right", async () => {
  const path = join(await temporaryFolder(), ".env.local.infra");
  await writeEnvFile(path, variables("1", "noon"), GENERATED_AT);
  await writeFile(path, (await readFile(path, "utf8")).replace("T_PORT=1", "T_PORT=9"));
  expect(await writeEnvFile(path, variables("1", "noon"), GENERATED_AT)).toBe(true);
  expect(parse(await readFile(path))).toMatchObject({ T_PORT: "1" });
});
