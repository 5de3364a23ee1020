import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../support/clients.js";
import { TemporaryProject } from "../support/temporary-project.js";

const PASSWORD = "Xyzzy/plugh@9f3c";
/** As it stands and as it stands in a URL. */
const FORMS = [PASSWORD, encodeURIComponent(PASSWORD)];

let project: TemporaryProject;
const said: { command: string; output: string }[] = [];
const processTable = new Set<string>();

beforeAll(async () => {
  project = await TemporaryProject.create({
    files: { ".env": `TILEMUD_PG_PASSWORD=${PASSWORD}\n` },
    migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
  });
  const done = new AbortController();
  const sampling = (async () => {
    while (!done.signal.aborted) {
      const { stdout } = await promisify(execFile)("ps", ["axww", "-o", "args="], { maxBuffer: 1 << 24 });
      for (const line of stdout.split("\n")) processTable.add(line);
      await delay(5);
    }
  })();
  await say("up");
  await say("up", "--json");
  for (const command of ["status", "migrate", "doctor", "logs", "down", "up", "reset", "up"]) {
    await say(command, "--verbose");
    await say(command, "--json");
  }
  await say("migrate", "status", "--json");
  await say("env", "--json");
  await say("run", "--json", "--", "true");
  // Another user with the same password: the login is repaired in the data that is there.
  project = project.with({ TILEMUD_PG_USER: "tilemud_two" });
  await say("up", "--verbose");
  await project.migration("002_broken.sql", "SELEC 1;");
  await say("up", "--verbose");
  await say("migrate", "--json");
  done.abort();
  await sampling;
});
afterAll(() => project[Symbol.asyncDispose]());

test("no command prints the password", () => {
  expect(said.filter(({ output }) => FORMS.some((form) => output.includes(form)))).toEqual([]);
  // It was asked for where it would have been: the JSON documents hold the place where it would stand.
  expect(said.find(({ command }) => command === "up --json")?.output).toContain('"dbPassword": "***"');
});

test("the process table never shows it", () => {
  const lines = [...processTable];
  expect(lines.filter((line) => FORMS.some((form) => line.includes(form)))).toEqual([]);
  // The sampling saw what it had to see.
  expect(lines.some((line) => line.includes("infra.js") && line.includes(project.dir))).toBe(true);
});

test("it lies in .env, where the user wrote it, and in the connection file, and nowhere else", async () => {
  await query(project, "select 1"); // it works, so it is known somewhere
  const holding: string[] = [];
  for (const entry of await readdir(project.dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = await readFile(path);
    if (FORMS.some((form) => content.includes(form))) holding.push(path.slice(project.dir.length + 1));
  }
  expect(holding.toSorted()).toEqual([".env", ".env.local.infra"]);
});

test("it is told to those who ask for it", async () => {
  const { stdout } = await project.succeed("env", "--json", "--show-secrets");
  expect(stdout).toContain(PASSWORD);
  expect((await project.succeed("env")).stdout).toContain(`PGPASSWORD=${PASSWORD}\n`);
});

async function say(...args: string[]): Promise<void> {
  const { stdout, stderr } = await project.infra(...args);
  said.push({ command: args.join(" "), output: stdout + stderr });
}
