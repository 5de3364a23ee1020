import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { pathError } from "./path-error.js";

afterEach(() => vi.restoreAllMocks());

const denied = (path: string, code = "EACCES", syscall = "open") =>
  Object.assign(new Error(`${code}: permission denied, ${syscall} '${path}'`), { code, syscall, path });

test("names the folder of another user, not the file that could not be made in it", async () => {
  const folder = join(await temporaryFolder(), "o'brien");
  await mkdir(folder);
  const owner = process.geteuid?.() ?? 0;
  vi.spyOn(process, "geteuid").mockReturnValue(owner + 1);
  expect(pathError(denied(join(folder, ".infra", ".x.tmp")))).toMatchObject({
    code: "USAGE",
    message: `No access to ${folder}: it belongs to user id ${owner}, and this command runs as user id ${owner + 1}`,
    hint: expect.stringContaining(`sudo chown -R "$(id -u)" '`) as string,
  });
});

test("a foreign file among infra's own is taken over with all of them", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, ".infra", "shop"), { recursive: true });
  vi.spyOn(process, "geteuid").mockReturnValue((process.geteuid?.() ?? 0) + 1);
  const { message, hint } = pathError(denied(join(folder, ".infra/shop/services.json"))) ?? {};
  expect(message).toContain(`No access to ${folder}/.infra/shop:`);
  expect(hint).toMatch(new RegExp(`chown -R "\\$\\(id -u\\)" ${folder}/\\.infra$`));
});

test("where the owner is refused, the permissions are to look at", async () => {
  const folder = await temporaryFolder();
  expect(pathError(denied(folder, "EPERM", "mkdir"))).toMatchObject({
    message: expect.stringContaining(`No access to ${folder}: EPERM`) as string,
    hint: `Check its permissions: ls -ld ${folder}`,
  });
});

test("a read-only disk is told as such", async () => {
  const folder = await temporaryFolder();
  expect(pathError(denied(join(folder, "x"), "EROFS"))).toMatchObject({
    message: `${folder} is on a read-only file system`,
  });
});

test("a file in place of a folder, and a folder in place of a file", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, ".infra"), "");
  expect(pathError(denied(join(folder, ".infra", "shop"), "ENOTDIR", "lstat"))).toMatchObject({
    message: `${join(folder, ".infra")} is not a folder, but must be a folder`,
    hint: `Move it away: mv ${folder}/.infra ${folder}/.infra.aside`,
  });
  const rename = Object.assign(denied(join(folder, ".x.tmp"), "EISDIR", "rename"), {
    dest: join(folder, ".env.local.infra"),
  });
  expect(pathError(rename)).toMatchObject({
    message: `${join(folder, ".env.local.infra")} is a folder, but must be a file`,
  });
});

test("anything else stays what it is", () => {
  expect(pathError(denied("/usr/bin/psql", "EACCES", "spawn /usr/bin/psql"))).toBeUndefined();
  expect(pathError(denied("/x", "ENOENT"))).toBeUndefined();
  expect(pathError(Object.assign(new Error("connect"), { code: "EACCES", syscall: "connect" }))).toBe(
    undefined,
  );
  expect(pathError("EACCES")).toBeUndefined();
});

test("a folder that was removed during the work is named, a missing file is left to its reader", () => {
  const missing = (path: string) =>
    Object.assign(new Error("ENOENT"), { code: "ENOENT", syscall: "open", path });
  expect(pathError(missing(join(tmpdir(), "infra-nowhere", "x")))?.message).toBe(
    `${join(tmpdir(), "infra-nowhere")} was removed while the command ran`,
  );
  expect(pathError(missing(join(tmpdir(), "infra-nowhere")))).toBeUndefined();
});

test.each(["ENAMETOOLONG", "ELOOP", "EIO", "ESTALE"])("%s is about the path, and no bug", (code) => {
  const cause = Object.assign(new Error(`${code}: no`), { code, syscall: "open", path: "/some/where" });
  expect(pathError(cause)).toMatchObject({ code: "USAGE", message: `The path cannot be used: ${code}: no` });
});
