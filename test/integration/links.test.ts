import { execFile } from "node:child_process";
import { lstat, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { nativeLayout } from "../../src/runtime/native/layout.js";
import { cacheDirectory } from "../../src/runtime/native/redis-binary/cache-directory.js";
import { clonedProject, temporaryHome } from "../support/cloned-project.js";
import { runtimeUnderTest } from "../support/runtime-under-test.js";
import { TemporaryProject } from "../support/temporary-project.js";

const STATE = ".infra/tilemud";
const TEST_TIMEOUT_MS = 240_000;

/** What `up` does about a link: it stops, naming it, or removes the link itself, as it would a file under that name. */
type Answer = "refused" | "removed" | "kept";

interface Place {
  target: "folder" | "file";
  answer: Answer;
}

const folder = (answer: Answer = "refused"): Place => ({ target: "folder", answer });
const file = (answer: Answer = "refused"): Place => ({ target: "file", answer });

const ALL_RUNTIMES: Record<string, Place> = {
  ".infra": folder(),
  ".infra/.gitignore": file("kept"),
  ".infra/checkout.json": file(),
  ".infra/checkout.lock": folder(),
  [STATE]: folder(),
  [`${STATE}/lock`]: folder(),
  [`${STATE}/environment.json`]: file(),
  [`${STATE}/migration-ledger.json`]: file(),
  ".env.local.infra": file(),
};

const BY_RUNTIME: Record<typeof runtimeUnderTest.kind, Record<string, Place>> = {
  docker: { [`${STATE}/docker-history.jsonl`]: file() },
  native: {
    [`${STATE}/services.json`]: file(),
    [`${STATE}/history.jsonl`]: file(),
    [`${STATE}/postgres.lock`]: file(),
    [`${STATE}/redis.lock`]: file(),
    [`${STATE}/postgres`]: folder(),
    [`${STATE}/postgres/data`]: folder(),
    [`${STATE}/postgres/data.new`]: folder("removed"),
    [`${STATE}/postgres/initdb-password`]: file("removed"),
    [`${STATE}/postgres/startup.log`]: file(),
    [`${STATE}/postgres/log`]: folder(),
    [`${STATE}/postgres/log/postgres-Mon.log`]: file(),
    [`${STATE}/postgres.removed`]: folder("removed"),
    [`${STATE}/redis`]: folder(),
    [`${STATE}/redis/data`]: folder("removed"),
    [`${STATE}/redis/data/redis.pid`]: file("removed"),
    [`${STATE}/redis/redis.conf`]: file(),
    [`${STATE}/redis/redis.log`]: file(),
  },
};

const PLACES = { ...ALL_RUNTIMES, ...BY_RUNTIME[runtimeUnderTest.kind] };

test("the list above has every path of the native runtime", () => {
  const known = Object.keys({ ...ALL_RUNTIMES, ...BY_RUNTIME.native });
  for (const path of Object.values(nativeLayout(STATE))) expect(known).toContain(path);
});

test.for(Object.entries(PLACES))(
  "a link in place of %s",
  { timeout: TEST_TIMEOUT_MS },
  async ([path, place]) => {
    await expectHarmless(path, place, {
      target: place.target === "folder" ? "photos" : ".bashrc",
      commands: place.answer === "refused" ? ["up", "migrate", "status", "down", "reset"] : ["up", "reset"],
    });
  },
);

const REFUSED = Object.entries(PLACES).filter(([, { answer }]) => answer === "refused");

test.for(REFUSED)("a link to nothing in place of %s", { timeout: TEST_TIMEOUT_MS }, async ([path, place]) => {
  await expectHarmless(path, place, { target: "missing", commands: ["up"] });
});

test("a translated config file is not kept where a link leads", async () => {
  const { home, before, picture } = await temporaryHome();
  await using project = await clonedProject(
    { ".infra/.jiti": join(home, "photos") },
    {
      env: { HOME: home, INFRA_CACHE_DIR: cacheDirectory(process.env) },
      files: { "infra.config.ts": "export default { name: 'tilemud' };" },
    },
  );
  await project.succeed("status");
  expect(await picture()).toEqual(before);
});

/** Nothing outside the clone changes, and what is refused is refused with the name of the link and how to remove it. */
async function expectHarmless(
  path: string,
  { answer }: Place,
  { target, commands }: { target: string; commands: string[] },
): Promise<void> {
  const { home, before, picture } = await temporaryHome();
  await using project = await clonedProject(
    { [path]: join(home, target) },
    {
      env: { HOME: home, INFRA_CACHE_DIR: cacheDirectory(process.env) },
      migrations: { "001_a.sql": "create table a (id int);" },
    },
  );
  const link = join(project.dir, path);
  try {
    for (const command of commands) {
      const { exitCode, stderr } = await project.infra(command);
      expect(await picture(), `${command}: ${stderr}`).toEqual(before);
      expect([0, 18, 50], `${command}: ${stderr}`).toContain(exitCode);
      if (exitCode === 18) {
        expect(stderr).toContain(`${link} is a symbolic link`);
        expect(stderr).toContain(`rm ${link}`);
      }
      if (command === "up") expect(exitCode, stderr).toBe(answer === "refused" ? 18 : 0);
      if (command === "up" && answer === "removed") await expectNoLink(link);
    }
  } finally {
    await rm(link, { force: true, recursive: true });
  }
}

const FILES = Object.entries(PLACES).flatMap(([path, { target, answer }]) =>
  target === "file" && answer === "refused" ? [path] : [],
);

test.for(["pipe", "folder"])(
  "a %s in place of a file is refused at once",
  { timeout: TEST_TIMEOUT_MS },
  async (kind) => {
    await using project = await TemporaryProject.create({
      migrations: { "001_a.sql": "create table a (id int);" },
    });
    for (const name of FILES) {
      const path = join(project.dir, name);
      await rm(path, { force: true });
      await mkdir(dirname(path), { recursive: true });
      if (kind === "folder") await mkdir(path);
      else await promisify(execFile)("mkfifo", [path]);
      for (const command of ["up", "status", "down"]) {
        const { exitCode, stderr } = await project.infra(command);
        expect([0, 2], `${command}: ${stderr}`).toContain(exitCode);
        if (exitCode === 2)
          expect(stderr).toMatch(new RegExp(`^ERROR: ${path} is .*, but must be a file`, "m"));
        if (command === "up")
          expect(exitCode, `${name}: ${stderr}`).toBe(kind === "folder" || isOpened(name) ? 2 : 0);
      }
      await rm(path, { recursive: true, force: true });
    }
  },
);

/** Others are replaced by a new file without a look into them. */
function isOpened(name: string): boolean {
  return !name.endsWith("redis.conf");
}

async function expectNoLink(path: string): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  expect(found?.isSymbolicLink() ?? false).toBe(false);
}
