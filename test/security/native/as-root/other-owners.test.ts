import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { repositoryRoot } from "../../../support/repository.js";
import { temporaryFolder } from "../../../support/temporary-folder.js";

// A search through the folders above must not run what another user put there, as in /tmp.

const STRANGER = 65_533;

let root: string;
let below: string;
beforeEach(async () => {
  root = await temporaryFolder();
  below = join(root, "work/src");
  mkdirSync(below, { recursive: true });
  mkdirSync(join(root, ".git"));
});

function plant(name: string, content = ""): string {
  const path = join(root, name);
  writeFileSync(path, content);
  chownSync(path, STRANGER, STRANGER);
  return path;
}

function infra(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(repositoryRoot, "bin/infra.js"), ...args],
    { cwd: folder, encoding: "utf8", env: { PATH: process.env["PATH"], HOME: root, NO_COLOR: "1" } },
  );
  return { status, stdout, stderr };
}

test.each([
  [
    "infra.config.mjs",
    (mark: string) =>
      `import { writeFileSync } from "node:fs"; writeFileSync(${JSON.stringify(mark)}, ""); export default {}`,
  ],
  ["infra.config.json", () => '{ "redis": { "binary": "/tmp/theirs" } }'],
])("%s of another user in a folder above is refused", (name, content) => {
  const mark = join(root, "ran");
  plant(name, content(mark));
  for (const command of ["status", "up", "down"]) {
    const { status, stdout, stderr } = infra(below, command);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(`${name} belongs to another user (uid ${STRANGER})`);
    expect(stderr).toMatch(/To use this folder as a project: .*infra(\.js)? -C \. status\n/);
  }
  expect(existsSync(mark)).toBe(false);
  expect(infra(below, "-C", ".", "status").status).toBe(0);
});

test("so are .infra, .env, the folder itself and links in both directions", () => {
  const other = mkdirOf("other");
  mkdirSync(join(root, ".infra"));
  const refused = (what: string) => {
    const { status, stderr } = infra(below, "status");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`${what} belongs to another user`) as string,
    });
  };
  expect(infra(below, "status").status).toBe(0);

  chownSync(join(root, ".infra"), STRANGER, STRANGER);
  refused(".infra");
  chownSync(join(root, ".infra"), 0, 0);

  plant(".env", "INFRA_NAME=theirs");
  refused(".env");
  execFileSync("rm", [join(root, ".env")]);

  chownSync(root, STRANGER, STRANGER);
  refused(root);
  chownSync(root, 0, 0);

  const link = join(root, "infra.config.json");
  writeFileSync(join(other, "ours.json"), "{}");
  symlinkSync("other/ours.json", link);
  expect(infra(below, "status").status).toBe(0);
  execFileSync("chown", ["-h", String(STRANGER), link]);
  refused("infra.config.json");
  execFileSync("chown", ["-h", "0", link]);
  chownSync(join(other, "ours.json"), STRANGER, STRANGER);
  refused("infra.config.json");
});

test("in a chosen folder, files of the owner of that folder are used, and those of a third user refused", () => {
  const path = plant("infra.config.json", '{ "name": "theirs" }');
  for (const name of ["infra.config.json", ".env"]) {
    if (name === ".env") plant(name, "INFRA_NAME=theirs");
    const { status, stderr } = infra(root, "status");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining(`${name} belongs to another user (uid ${STRANGER})`) as string,
    });
    expect(infra("/", "-C", root, "status").status).toBe(2);
    chownSync(join(root, name), 0, 0);
  }
  mkdirSync(join(root, ".infra"));
  chownSync(join(root, ".infra"), STRANGER, STRANGER);
  for (const command of ["status", "up"]) {
    expect(infra(root, command)).toMatchObject({
      status: 18,
      stderr: expect.stringContaining(`${root}/.infra belongs to another user (uid ${STRANGER})`) as string,
    });
  }
  // A checkout that is mounted into a container.
  for (const each of [root, path]) chownSync(each, STRANGER, STRANGER);
  expect(infra(root, "status", "--json")).toMatchObject({ status: 0 });
});

function mkdirOf(name: string): string {
  const path = join(root, name);
  mkdirSync(path);
  return path;
}
