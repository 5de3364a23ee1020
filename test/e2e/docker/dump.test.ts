import { chmod, readFile, stat, symlink, unlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker } from "../../support/docker-cli.js";
import { eventually } from "../../support/eventually.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

const CONFIG = { migrations: { directory: "db/migrations" } };
const PLAYERS = `-- with a body that looks like pg_dump's own lines
CREATE TABLE players (id int PRIMARY KEY, name text NOT NULL);\r
COMMENT ON TABLE players IS 'who plays';\r
CREATE FUNCTION marks() RETURNS text LANGUAGE sql AS $$\r
SELECT '\r
\\restrict me\r
';\r
$$;\r
`;

describeWithEngine("infra migrate dump", () => {
  let project: TemporaryProject;
  let schemaFile: string;
  beforeAll(async () => {
    project = await TemporaryProject.create({
      config: CONFIG,
      env: { TILEMUD_PG_PASSWORD: "pa ss'wd" },
      files: {
        "db/migrations/001_players.sql": PLAYERS,
        "seeds/a.sql": "INSERT INTO players VALUES (1, 'secret name');",
      },
    });
    schemaFile = join(project.dir, "db/schema.sql");
    await project.succeed("up", "--seed");
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test("the schema, by the container's pg_dump: nothing of ours, no data, no versions, no random keys, LF", async () => {
    expect((await project.succeed("migrate", "dump")).stdout).toContain("Wrote db/schema.sql");
    const schema = await readSchema();
    expect(schema).toMatch(/^-- The schema as the migrations leave it\. .*\n\nSET /);
    expect(schema).toContain("CREATE TABLE public.players (");
    expect(schema).toContain("COMMENT ON TABLE public.players IS 'who plays'");
    expect(schema).toContain("\n\\restrict me\n");
    expect(schema).not.toMatch(
      /schema_migrations|schema_seeds|secret name|OWNER TO|GRANT|Dumped (?:by|from)|\r/,
    );
    expect(schema.match(/restrict/g)).toHaveLength(1);
    expect(schema.endsWith(";\n")).toBe(true);
  });

  test("the second dump is the same bytes and leaves the file alone, also of a database made anew", async () => {
    const before = { text: await readSchema(), changedAt: (await stat(schemaFile)).mtimeMs };
    expect((await project.succeed("migrate", "dump")).stdout).toContain("db/schema.sql is up to date");
    expect((await stat(schemaFile)).mtimeMs).toBe(before.changedAt);
    await project.succeed("reset");
    await project.succeed("up");
    await project.succeed("migrate", "dump", "--output", "other.sql");
    expect(await readFile(join(project.dir, "other.sql"), "utf8")).toBe(before.text);
  });

  test("--check passes while the file is the schema, CRLF or not, and shows what differs when it is not", async () => {
    await project.succeed("migrate", "dump", "--check");
    await project.write("db/schema.sql", (await readSchema()).replaceAll("\n", "\r\n"));
    await project.succeed("migrate", "dump", "--check");

    await project.write("db/migrations/002_rank.sql", "ALTER TABLE players ADD COLUMN rank int;\n");
    const pending = await project.succeed("migrate", "dump", "--check");
    expect(pending.stdout + pending.stderr).toContain("002_rank.sql");
    await project.succeed("migrate");
    const text = await readSchema();
    const { exitCode, stderr } = await project.infra("migrate", "dump", "--check");
    expect(exitCode).toBe(19);
    expect(stderr).toMatch(/^ERROR: .*db\/schema\.sql does not match the schema of the database/m);
    expect(stderr).toMatch(/\+ {4}rank integer\n[^]*infra\.js -C \S+ migrate dump/);
    expect(await readSchema()).toBe(text);
    await project.succeed("migrate", "dump");
    await project.succeed("migrate", "dump", "--check");
    await unlink(schemaFile);
    expect(await project.infra("migrate", "dump", "--check")).toMatchObject({ exitCode: 19 });
  });

  test("nothing is written through a link, nor where no file can be", async () => {
    await symlink("/etc/hostname", join(project.dir, "link.sql"));
    for (const output of ["link.sql", "/dev/null", "db"]) {
      expect(await project.infra("migrate", "dump", "--output", output)).toMatchObject({ exitCode: 2 });
    }
    const { exitCode, stderr } = await project.infra("migrate", "dump", "-o", "/nonexistent/schema.sql");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining("mkdir -p /nonexistent") as string,
    });
    expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
  });

  test("what pg_dump says when it cannot is what the command says: 13", async () => {
    const held = query(project, "begin; lock table players; select pg_sleep(60)").catch(() => "ended");
    const impatient = { INFRA_MIGRATIONS_WAIT_MS: "300" };
    const failed = await eventually("the table is locked", async () => {
      const result = await project.start(["migrate", "dump"], impatient).result;
      return result.exitCode === 0 ? undefined : result;
    });
    const others = "from pg_stat_activity where query like 'begin; lock%' and pid <> pg_backend_pid()";
    await query(project, `select pg_cancel_backend(pid) ${others}`);
    expect(await held).toBe("ended");
    expect(failed.exitCode).toBe(13);
    expect(failed.stderr).toMatch(
      /^ERROR: PostgreSQL could not be dumped: pg_dump: error: .*canceling statement/m,
    );
  });

  test("a native server is dumped by a pg_dump on PATH that is new enough, to the same text", async () => {
    await project.succeed("migrate", "dump");
    await using native = await TemporaryProject.create({
      config: CONFIG,
      env: { TILEMUD_RUNTIME: "native" },
      files: {
        "db/migrations/001_players.sql": PLAYERS,
        "db/migrations/002_rank.sql": "ALTER TABLE players ADD COLUMN rank int;\n",
      },
    });
    await native.succeed("up");
    // A pg_dump 18 that every machine with an engine has.
    const variables = ["PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"]
      .map((name) => `-e ${name}`)
      .join(" ");
    await native.write(
      "bin/pg_dump",
      `#!/bin/sh\nexec docker run --rm --network host ${variables} postgres:18.0-alpine pg_dump "$@"\n`,
    );
    await chmod(join(native.dir, "bin/pg_dump"), 0o755);
    const PATH = `${join(native.dir, "bin")}:${process.env["PATH"]}`;
    const misleading = { PGSERVICE: "nowhere", PGOPTIONS: "-c role=nobody" };
    expect(await native.start(["migrate", "dump"], { PATH, ...misleading }).result).toMatchObject({
      exitCode: 0,
    });
    expect(await readFile(join(native.dir, "db/schema.sql"), "utf8")).toBe(await readSchema());
  });

  test("an image without pg_dump: one on PATH is looked for, and what to install is said", async () => {
    await docker(
      "exec",
      "--user",
      "root",
      project.names.postgres,
      "sh",
      "-c",
      'while each=$(command -v pg_dump); do rm "$each"; done',
    );
    const { exitCode, stderr } = await project.start(["migrate", "dump"], { PATH: "/nonexistent" }).result;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^ERROR: There is no pg_dump for PostgreSQL 18: none was found on PATH/m,
      ) as string,
    });
  });

  async function readSchema(): Promise<string> {
    return readFile(schemaFile, "utf8");
  }
});
