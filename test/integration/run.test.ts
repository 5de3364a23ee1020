import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { TemporaryProject, type RunningCommand } from "../support/temporary-project.js";
import { openTerminal } from "../support/terminal.js";

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create();
});
afterAll(() => project[Symbol.asyncDispose]());

test("--no-start with nothing running ends at once with 50 and starts nothing", async () => {
  const { exitCode, stderr, durationMs } = await project.infra("run", "--no-start", "--", "echo", "ran");
  expect(exitCode).toBe(50);
  expect(stderr).toMatch(/^ERROR: Services are not running/);
  expect(stderr).toContain(`${project.command} up`);
  // How fast it is shall the benchmarks say; this is only to see that it does not wait for the services (30 s).
  expect(durationMs).toBeLessThan(20_000);
  expect(await project.servers()).toEqual([]);
});

test("starts what is missing, gives the command the variables and returns its exit code", async () => {
  const { exitCode, stdout } = await project.infra("run", "--", "sh", "-c", "env; exit 7");
  expect(exitCode).toBe(7);
  for (const [name, value] of Object.entries(await project.variables())) {
    if (name !== "TILEMUD_ENV_GENERATED_AT") expect(stdout).toContain(`${name}=${value}\n`);
  }
  expect(await project.servers()).toHaveLength(2);
  expect(await project.infra("run", "--no-start", "--", "true")).toMatchObject({ exitCode: 0 });
});

test("a server that the developer's shell names elsewhere is not the command's", async () => {
  const elsewhere = { PGHOSTADDR: "192.0.2.1", PGSERVICE: "production", PGSERVICEFILE: "/etc/services.conf" };
  const { stdout } = await project.start(["run", "--", "env"], elsewhere).result;
  expect(stdout).toContain(`PGPORT=${project.ports.postgres}\n`);
  expect(stdout).not.toMatch(/^PG(HOSTADDR|SERVICE)/m);
});

test("arguments reach the command as they are", async () => {
  const args = ["a b", "$HOME", "", "*", "--json", "-C"];
  const show = "console.log(JSON.stringify(process.argv.slice(1)))";
  const { stdout } = await project.infra("run", "--", process.execPath, "-e", show, "--", ...args);
  expect(JSON.parse(stdout)).toEqual(args);
});

test("with --json the document is alone on stdout", async () => {
  const { exitCode, stdout, stderr } = await project.infra(
    "run",
    "--json",
    "--",
    "sh",
    "-c",
    "echo hi; exit 3",
  );
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ schema: "infra/run/v1", ok: false, exitCode: 3 });
  expect(stderr).toContain("hi\n");
});

test("a command that does not exist is a wrong call", async () => {
  const { exitCode, stderr } = await project.infra("run", "--", "no-such-program");
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringContaining("no-such-program was not found") as string,
  });
});

test("a command killed by a signal gives 128 and the signal's number", async () => {
  expect(await project.infra("run", "--", "sh", "-c", "kill -9 $$")).toMatchObject({ exitCode: 137 });
});

const STOPS: [string, (command: RunningCommand) => void, number][] = [
  ["an interrupt for the whole process group", ({ child }) => process.kill(-(child.pid ?? 0), "SIGINT"), 130],
  ["an interrupt for infra alone", ({ child }) => child.kill("SIGINT"), 130],
  ["a request to end", ({ child }) => child.kill("SIGTERM"), 143],
  ["a hangup", ({ child }) => child.kill("SIGHUP"), 129],
];

test.each(STOPS)("%s ends the command and leaves the services up", async (_, stop, exitCode) => {
  await project.succeed("up");
  const servers = await project.servers();
  const running = project.start(["run", "--", "sh", "-c", "echo $$ > pid; exec sleep 600"]);
  const pid = await pidOfCommand();
  stop(running);
  expect(await running.result).toMatchObject({ exitCode, signal: null });
  expect(isAlive(pid)).toBe(false);
  expect(await project.servers()).toEqual(servers);
});

test("a command that handles the signal decides itself how it ends", async () => {
  const running = project.start([
    "run",
    "--",
    "sh",
    "-c",
    "trap 'exit 5' TERM; echo $$ > pid; while :; do sleep 0.05; done",
  ]);
  await pidOfCommand();
  running.child.kill("SIGTERM");
  expect(await running.result).toMatchObject({ exitCode: 5 });
});

test("Ctrl-C in a terminal reaches the command once, gives 130 and leaves the services up", async () => {
  await project.succeed("up");
  const servers = await project.servers();
  const count =
    "let n = 0; process.on('SIGINT', () => { n++; setTimeout(() => { console.log('seen', n); process.exit(130); }, 600); }); console.log('waiting'); setInterval(() => {}, 1000)";
  for (const redirections of ["", "< /dev/null"]) {
    const terminal = openTerminal(
      project,
      ["run", "--", process.execPath, "-e", count],
      {},
      { redirections },
    );
    await terminal.shows("waiting");
    terminal.press("\x03");
    expect(await terminal.exitCode).toBe(130);
    expect(terminal.screen).toContain("seen 1");
  }

  const sleeping = openTerminal(project, ["run", "--", "sh", "-c", "echo $$ > pid; exec sleep 600"]);
  const pid = await pidOfCommand();
  sleeping.press("\x03");
  expect(await sleeping.exitCode).toBe(130);
  expect(isAlive(pid)).toBe(false);
  expect(await project.servers()).toEqual(servers);
});

test("an interrupt while up is at work leaves nothing running, and the next up succeeds", async () => {
  await project.succeed("reset");
  const running = project.start(["up"]);
  let said = "";
  running.child.stdout?.on("data", (text: string) => {
    const before = said;
    said += text;
    // At once: it is at work for a second only.
    if (said.includes("Starting Postgres") && !before.includes("Starting Postgres"))
      process.kill(-(running.child.pid ?? 0), "SIGINT");
  });
  const { exitCode, stderr } = await running.result;
  expect({ exitCode, stderr }).toEqual({
    exitCode: 130,
    stderr: expect.stringContaining("Interrupted") as string,
  });
  expect(await project.servers()).toEqual([]);
  await project.succeed("up");
});

/** Waits for the file that the command writes its pid to, and takes it away for the next test. */
async function pidOfCommand(): Promise<number> {
  return eventually("the command runs", async () => {
    const text = await readFile(join(project.dir, "pid"), "utf8").catch(() => "");
    if (!text.endsWith("\n")) return undefined;
    await project.write("pid", "");
    return Number(text);
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
