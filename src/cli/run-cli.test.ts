import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { recordingIo } from "../../test/support/recording-io.js";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { InfraError } from "../errors/infra-error.js";
import { Secret } from "../errors/secret.js";
import { infra } from "../system/own-command.js";
import { defineCommand, type CommandContext, type CommandResult } from "./command.js";
import { runCli } from "./run-cli.js";

/** The command line around one command that does what the test says. */
async function call(
  argv: string[],
  run: (context: CommandContext) => Promise<CommandResult> | CommandResult,
  io = recordingIo(),
) {
  const probe = defineCommand({
    name: "probe",
    summary: "do what the test says",
    examples: [["infra probe", "do it"]],
    progress: "stdout",
    run: async (context) => run(context),
  });
  const exitCode = await runCli(argv, io, [probe]);
  return { exitCode, stdout: io.stdout.text, stderr: io.stderr.text };
}

const portTaken = () => {
  throw new InfraError("PORT_IN_USE", "Port 5438 in use by pid 7", {
    hint: "Stop it\nOr set TILEMUD_PG_PORT",
    details: { port: 5438 },
  });
};

test("a result is text, or with --json one document with a schema", async () => {
  const run = () => ({ document: { colour: "green" }, text: "It is green\n" });
  expect(await call(["probe"], run)).toEqual({ exitCode: 0, stdout: "It is green\n", stderr: "" });
  const { stdout } = await call(["probe", "--json"], run);
  expect(JSON.parse(stdout)).toEqual({ schema: "infra/probe/v1", ok: true, colour: "green" });
});

test("secrets read *** in a document unless they are asked for", async () => {
  const run = () => ({ document: { nested: { password: new Secret("hunter2") } } });
  expect((await call(["probe", "--json"], run)).stdout).toContain('"password": "***"');
  expect((await call(["probe", "--json", "--show-secrets"], run)).stdout).toContain('"password": "hunter2"');
});

test("progress goes before the result, and to stderr beside a document", async () => {
  const run = ({ operation }: CommandContext) => {
    operation.onEvent({ type: "step", message: "Looking" });
    operation.onEvent({ type: "warning", message: "It rains" });
    return { document: {}, text: "Done\n" };
  };
  expect(await call(["probe"], run)).toMatchObject({
    stdout: "INFO  Looking\nWARN  It rains\nDone\n",
    stderr: "",
  });
  const json = await call(["probe", "--json"], run);
  expect(json.stderr).toBe("INFO  Looking\nWARN  It rains\n");
  expect(JSON.parse(json.stdout)).toEqual({ schema: "infra/probe/v1", ok: true });
  expect((await call(["probe", "--quiet"], run)).stdout).not.toContain("Looking");
});

test("a warning that comes twice is shown once", async () => {
  const { stdout } = await call(["probe"], ({ operation }) => {
    for (let i = 0; i < 2; i++) operation.onEvent({ type: "warning", message: "It rains" });
    return { document: {} };
  });
  expect(stdout).toBe("WARN  It rains\n");
});

test("a failure is told on stderr with hints, anchor and its exit code", async () => {
  expect(await call(["probe"], portTaken)).toEqual({
    exitCode: 11,
    stdout: "",
    stderr: [
      "ERROR: Port 5438 in use by pid 7",
      "  → Stop it",
      "  → Or set TILEMUD_PG_PORT",
      "  docs/errors.md#11-port-in-use",
      "",
    ].join("\n"),
  });
});

test("a failure is a document too", async () => {
  const { exitCode, stdout } = await call(["--json", "probe"], portTaken);
  expect(exitCode).toBe(11);
  expect(JSON.parse(stdout)).toEqual({
    schema: "infra/probe/v1",
    ok: false,
    error: {
      code: "PORT_IN_USE",
      exitCode: 11,
      message: "Port 5438 in use by pid 7",
      hint: "Stop it\nOr set TILEMUD_PG_PORT",
      details: { port: 5438 },
      docs: "docs/errors.md#11-port-in-use",
    },
  });
});

test("an unexpected fault ends with 1 and says what to report, without the arguments", async () => {
  const { exitCode, stderr } = await call(["probe", "--name", "secret_name"], () => {
    throw new TypeError("x is not a function", { cause: new Error("deep down") });
  });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("ERROR: Unexpected fault: x is not a function");
  expect(stderr).toContain(`command probe, node ${process.version}`);
  expect(stderr).toContain("caused by:");
  expect(stderr).not.toContain("secret_name");
});

test("--verbose shows where a failure came from", async () => {
  expect((await call(["probe"], portTaken)).stderr).not.toContain("at portTaken");
  expect((await call(["probe", "--verbose"], portTaken)).stderr).toContain("at portTaken");
});

test.for([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("work that %s aborted ends with %d, whatever it threw", async ([signal, expected]) => {
  const controller = new AbortController();
  const io = recordingIo({ signal: controller.signal });
  const { exitCode, stderr } = await call(
    ["probe"],
    ({ operation }) => {
      controller.abort(new InfraError("INTERRUPTED", `Interrupted by ${signal}`, { details: { signal } }));
      return delay(60_000, { document: {} }, { signal: operation.signal });
    },
    io,
  );
  expect(exitCode).toBe(expected);
  expect(stderr).toBe(`ERROR: Interrupted by ${signal}\n`);
});

test("wrong usage ends with 2, names the help, and is a document where one was asked for", async () => {
  const run = () => ({ document: {} });
  const plain = await call(["prob"], run);
  expect(plain).toMatchObject({ exitCode: 2, stdout: "" });
  expect(plain.stderr).toMatch(
    /^ERROR: Unknown command 'prob'\n {2}→ Did you mean probe\?\n {2}→ See node bin\/infra\.js --help\n/,
  );
  const json = await call(["probe", "--json", "--nope"], run);
  expect(json.exitCode).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: "infra/probe/v1",
    ok: false,
    error: { code: "USAGE" },
  });
});

test("infra alone, --help and --version end with 0 on stdout", async () => {
  const run = () => ({ document: {} });
  for (const argv of [[], ["--help"], ["help"]]) {
    const { exitCode, stdout, stderr } = await call(argv, run);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("probe  ");
  }
  expect((await call(["probe", "--help"], run)).stdout).toContain(
    "Examples:\n  node bin/infra.js probe  do it",
  );
  expect((await call(["--version"], run)).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("-C must name a folder; it comes back in the commands that are suggested", async () => {
  const folder = join(await temporaryFolder(), "a folder");
  await mkdir(folder);
  const missing = await call(["-C", join(folder, "missing"), "probe"], () => ({ document: {} }));
  expect(missing).toMatchObject({ exitCode: 2 });
  expect(missing.stderr).toContain("is not a folder");
  const { stdout } = await call(["-C", folder, "probe"], ({ operation }) => ({
    document: {},
    text: `${infra("up")} in ${operation.projectDir}`,
  }));
  expect(stdout).toBe(`node bin/infra.js -C '${folder}' up in ${folder}`);
});
