import { resolve } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "./commands/index.js";
import { readGlobalOptions } from "./global-options.js";
import { buildProgram, type Invocation } from "./program.js";
import { commandPath, UsageError } from "./usage-error.js";

async function parse(...argv: string[]) {
  const invocations: Invocation[] = [];
  const program = buildProgram(COMMANDS, {
    columns: 100,
    write: () => undefined,
    run: (each) => {
      invocations.push(each);
      return Promise.resolve();
    },
  });
  await program.parseAsync(argv, { from: "user" });
  const [invocation] = invocations;
  if (invocation === undefined) throw new Error("no command was called");
  const { command, operands } = invocation;
  return {
    name: commandPath(command).join(" "),
    options: command.opts<Record<string, unknown>>(),
    operands,
    globals: readGlobalOptions(command, "/home/me"),
  };
}

test("-C works before and after the command, and repeated ones add up", async () => {
  expect((await parse("-C", "a", "up")).globals.folder).toBe("/home/me/a");
  expect((await parse("up", "-C", "a")).globals.folder).toBe("/home/me/a");
  expect((await parse("-C", "a", "-C", "b", "up", "-C", "c")).globals.folder).toBe("/home/me/a/b/c");
  expect((await parse("-C", "a", "up", "-C", "/b")).globals.folder).toBe(resolve("/b"));
  expect((await parse("up")).globals.folder).toBe("/home/me");
});

test("global options may stand on either side of the command; the nearer one wins", async () => {
  expect((await parse("--json", "--pg-port", "1", "up")).globals).toMatchObject({
    json: true,
    flags: { pgPort: "1" },
  });
  expect((await parse("up", "--pg-port=2", "--json")).globals).toMatchObject({
    json: true,
    flags: { pgPort: "2" },
  });
  expect(
    (await parse("--pg-port", "1", "migrate", "--json", "status", "--pg-port", "3")).globals,
  ).toMatchObject({
    json: true,
    flags: { pgPort: "3" },
  });
});

test("only the settings that were given reach the configuration", async () => {
  expect((await parse("up", "--runtime", "native")).globals.flags).toEqual({ runtime: "native" });
});

test("run hands on everything behind --, options of infra's own name included", async () => {
  const { globals, operands, options } = await parse(
    "run",
    "--no-start",
    "--",
    "npm",
    "test",
    "--json",
    "-C",
    "x",
  );
  expect(operands).toEqual(["npm", "test", "--json", "-C", "x"]);
  expect(options["start"]).toBe(false);
  expect(globals).toMatchObject({ json: false, folder: "/home/me" });
});

test("run keeps a second -- and works without the first", async () => {
  expect((await parse("run", "--", "npm", "test", "--", "--grep", "x")).operands).toEqual([
    "npm",
    "test",
    "--",
    "--grep",
    "x",
  ]);
  const bare = await parse("run", "npm", "test", "--json");
  expect(bare.operands).toEqual(["npm", "test", "--json"]);
  expect(bare.options["start"]).toBe(true);
});

test("psql and redis-cli take the client's own options", async () => {
  expect((await parse("psql", "-Atc", "select 1", "--json")).operands).toEqual([
    "-Atc",
    "select 1",
    "--json",
  ]);
  expect((await parse("psql", "--", "--version")).operands).toEqual(["--version"]);
  expect((await parse("redis-cli", "--json", "ping")).globals.json).toBe(true);
});

test("migrate has commands of its own and runs without one", async () => {
  expect((await parse("migrate", "--dry-run")).name).toBe("infra migrate");
  expect(await parse("migrate", "new", "add", "guild table")).toMatchObject({
    name: "infra migrate new",
    operands: ["add", "guild table"],
  });
});

test.for([
  [["upp"], "infra", /unknown command 'upp'[^]*Did you mean up\?/],
  [["up", "--jsn"], "up", /unknown option '--jsn'[^]*Did you mean --json\?/],
  [["--jsn", "up"], "infra", /unknown option '--jsn'/],
  [["up", "extra"], "up", /too many arguments/],
  [["migrate", "new"], "migrate-new", /missing required argument/],
  [["logs", "--tail", "-3"], "logs", /an integer/],
  [["env", "--format", "yaml"], "env", /Allowed choices are dotenv, shell, json, github/],
] as const)("%j is told as wrong usage of %s", async ([argv, command, message]) => {
  const error: unknown = await parse(...argv).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).commandName).toBe(command);
  expect((error as UsageError).message).toMatch(message);
});

test("help knows commands of commands, and names those that it does not know", async () => {
  let written = "";
  const write = (text: string) => (written += text);
  const help = (...names: string[]) =>
    buildProgram(COMMANDS, { columns: 100, write, run: () => Promise.resolve() }).parseAsync(
      ["help", ...names],
      { from: "user" },
    );
  await help("migrate", "new");
  expect(written).toMatch(/^Usage: infra migrate new /);
  written = "";
  await help();
  expect(written).toMatch(/^Usage: infra \[options\] <command>/);
  await expect(help("migrate", "nwe")).rejects.toThrow("unknown command 'nwe'");
});

test("every example in the help texts is a command line that parses", async () => {
  const definitions = COMMANDS.flatMap((each) => [each, ...(each.subcommands ?? [])]);
  const examples = definitions.flatMap(({ examples: own }) => own.map(([line]) => line));
  expect(definitions.filter(({ examples: own }) => own.length === 0)).toEqual([]);
  for (const line of examples) {
    const { program, argv } = shellWords(line);
    const implied = program === "infra" ? [] : [program.replace(/^infra-/, "")];
    await parse(...implied, ...argv).catch((cause: unknown) => {
      throw new Error(`${line} does not parse`, { cause });
    });
  }
});

/** What a shell would hand over: without the pipe, the redirection, the other command, the quotes. */
function shellWords(line: string): { program: string; argv: string[] } {
  const inner = /^eval "\$\((.*)\)"$/.exec(line) ?? /<\((infra .*?)\)/.exec(line);
  const own = (inner?.[1] ?? line).split(/ (?:\||&&|>>|>|<) /)[0] ?? "";
  const words = Array.from(own.matchAll(/'[^']*'|\S+/g), ([word]) => word.replace(/^'|'$/g, ""));
  const [program = "", ...argv] = words;
  return { program, argv };
}
