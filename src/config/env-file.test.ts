import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";

const project = useConfigProject();

test("references, defaults and quotes", async () => {
  project.write(
    ".env",
    [
      "BASE=70",
      "TILEMUD_PG_PORT=${BASE}01",
      'TILEMUD_REDIS_PORT="${NOT_SET:-${BASE}02}"',
      "TILEMUD_PG_USER=$LATER",
      "TILEMUD_PG_PASSWORD='lite$ral ${BASE}'",
      "TILEMUD_PG_DB=a\\$b",
      "LATER=from_${OUTSIDE}",
    ].join("\n"),
  );
  const ownEnvironment = { ...process.env };
  const config = await project.resolve({ env: { OUTSIDE: "a$BASE" } });
  expect(config.postgres).toMatchObject({ port: 7001, user: "from_a$BASE", database: "a$b" });
  expect(config.redis.port).toBe(7002);
  expect(config.postgres.password.reveal()).toBe("lite$ral ${BASE}");
  expect(process.env).toEqual(ownEnvironment);
});

test("a circle is told and does not hang; one that nobody asks for does no harm", async () => {
  project.write(".env", "TILEMUD_PG_USER=x${A}\nA=y${B}\nB=z${A}\nSELF=${SELF}\n");
  expect(await project.problems()).toEqual([
    {
      key: "postgres.user",
      message: "refers to itself (TILEMUD_PG_USER → A → B → A)",
      source: "TILEMUD_PG_USER (.env:1)",
    },
  ]);
  expect((await project.resolve({ env: { B: "b" } })).postgres.user).toBe("xyb");
});

test("a reference to nothing is a warning", async () => {
  project.write(".env", "TILEMUD_PG_USER=me${NOWHERE}\n");
  const { warnings } = await project.resolve();
  expect(warnings).toEqual(["TILEMUD_PG_USER (.env:1) refers to NOWHERE, which is not set"]);
});

test("lines are counted over quoted values of several lines", async () => {
  project.write(".env", 'CERT="\nTILEMUD_PG_PORT=1\n"\r\n\r\nexport TILEMUD_PG_PORT=x\n');
  expect((await project.problems())[0]?.source).toBe("TILEMUD_PG_PORT (.env:5)");
});

test("it names the environment too", async () => {
  project.write(".env", "INFRA_NAME=shop\nSHOP_PG_PORT=5001\n");
  expect(await project.resolve()).toMatchObject({ name: "shop", postgres: { port: 5001, user: "shop" } });
});

test("a folder or a link out of the checkout in its place is told", async () => {
  mkdirSync(join(project.directory, ".env"));
  expect((await project.failure()).message).toContain(".env is a folder, not a file");
  rmSync(join(project.directory, ".env"), { recursive: true });
  symlinkSync("/nowhere/at/all", join(project.directory, ".env"));
  expect((await project.failure()).message).toContain(".env is a symbolic link");
});

test("a pipe or a device in its place, or in that of .env.example, is refused at once", async () => {
  const path = join(project.directory, ".env");
  execFileSync("mkfifo", [path]);
  expect((await project.failure()).message).toContain(".env is a named pipe, not a file");
  rmSync(path);
  if (process.getuid?.() === 0) {
    execFileSync("mknod", [path, "c", "1", "5"]);
    expect((await project.failure()).message).toContain(".env is a device, not a file");
  }
  rmSync(path, { force: true });
  project.write(".env", "TILEMUD_PG_PORT=5001");
  execFileSync("mkfifo", [join(project.directory, ".env.example")]);
  expect((await project.resolve()).warnings).toEqual([".env.example is a named pipe, not a file"]);
});

test("lines that cannot be read are problems with their line, together with all others", async () => {
  project.write(".env", 'PORT 5599\nTILEMUD_PG_PORT=x\nKEY="open\n=5599\n# fine\nexport OTHER=1\n');
  expect(await project.problems()).toEqual([
    { key: ".env line 1", message: "is not NAME=value, a comment or blank", source: ".env:1" },
    { key: ".env line 3", message: 'opens a value with " that is never closed', source: ".env:3" },
    { key: ".env line 4", message: "is not NAME=value, a comment or blank", source: ".env:4" },
    expect.objectContaining({ key: "postgres.port", source: "TILEMUD_PG_PORT (.env:2)" }),
  ]);
  project.write(".env", "junk\n".repeat(1000));
  const problems = await project.problems();
  expect(problems).toHaveLength(21);
  expect(problems.at(-1)?.message).toBe("has 980 more lines like these");
});

test.each([
  ["little-endian UTF-16", Buffer.from("\ufeffA=1\n", "utf16le"), /^is UTF-16 text from line 1/],
  ["big-endian UTF-16", Buffer.from("\ufeffA=1\n", "utf16le").swap16(), /^is UTF-16 text from line 1/],
  ["UTF-16 without a mark", Buffer.from("A=1\n", "utf16le"), /^has a NUL byte at line 1/],
  ["a NUL byte", Buffer.from("A=1\nB=\0\n"), /^has a NUL byte at line 2/],
])("%s is a problem", async (_name, bytes, message) => {
  writeFileSync(join(project.directory, ".env"), bytes);
  expect(await project.problems()).toMatchObject([
    { key: ".env", message: expect.stringMatching(message) as string },
  ]);
});

test("a value that is no UTF-8 is a problem where it is used, not in the lines of others", async () => {
  const other = Buffer.from("# f\xfcr\nOTHER=\xfc\n", "latin1");
  writeFileSync(join(project.directory, ".env"), other);
  expect((await project.resolve()).postgres.user).toBe("tilemud");
  writeFileSync(
    join(project.directory, ".env"),
    Buffer.concat([other, Buffer.from("TILEMUD_PG_USER=${OTHER}")]),
  );
  expect(await project.problems()).toMatchObject([
    { message: "is not valid UTF-8 text", source: "TILEMUD_PG_USER (.env:3)" },
  ]);
});

test("a value that a # cuts short is a warning where it is used, without its text", async () => {
  project.write(
    ".env",
    "COLOR=#fff\nBASE=se#cret\nTILEMUD_PG_PASSWORD=${BASE}x\nTILEMUD_PG_USER=me # a comment\n",
  );
  const { warnings, postgres } = await project.resolve();
  expect(warnings).toEqual([
    "The value of BASE (.env:2) ends before its #; put the value in quotes if the # is part of it",
  ]);
  expect(postgres.password.reveal()).toBe("sex");
});

test("references that double at each step, or go on without end, are problems", async () => {
  const doubling = (first: string) =>
    [
      `V0=${first}`,
      ...Array.from({ length: 60 }, (_, index) => `V${index + 1}=\${V${index}}\${V${index}}`),
    ].join("\n");
  project.write(".env", `${doubling("x")}\nTILEMUD_PG_USER=\${V60}\n`);
  expect(await project.problems()).toMatchObject([
    { key: "postgres.user", message: "expands to more than 1 MB" },
  ]);
  project.write(".env", `${doubling("")}\nTILEMUD_PG_USER=me\${V60}\n`);
  expect((await project.resolve()).postgres.user).toBe("me");
  project.write(".env", `${doubling("${NONE}${V60}")}\nTILEMUD_PG_USER=\${V60}\n`);
  expect((await project.problems())[0]?.message).toMatch(
    /^refers to itself \(TILEMUD_PG_USER → V60 → V59 → /,
  );
  const chain = Array.from({ length: 50_000 }, (_, index) => `V${index}=\${V${index + 1}}`).join("\n");
  project.write(".env", `${chain}\nTILEMUD_PG_USER=\${V0}\n`);
  expect(await project.problems()).toMatchObject([{ message: "refers to more than 100 variables in a row" }]);
});

test("a file that is much too large is not read", async () => {
  project.write(".env", "");
  truncateSync(join(project.directory, ".env"), 50 * 1024 ** 3);
  expect((await project.problems())[0]?.message).toBe("is larger than 2 MB");
});
