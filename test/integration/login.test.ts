import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { query, queryUrl } from "../support/clients.js";
import { TemporaryProject } from "../support/temporary-project.js";

const USER = "O'Brien a\\b Ü";
const DATABASE = `-a"b = c; $d`;

describe("a login that PostgreSQL refuses works again after up, with all data", () => {
  let project: TemporaryProject;
  const admin = (sql: string, database = "template1") =>
    queryUrl(`postgresql://postgres:first@127.0.0.1:${project.ports.postgres}/${database}`, sql);
  const user = `"${USER.replaceAll('"', '""')}"`;
  const database = `"${DATABASE.replaceAll('"', '""')}"`;

  beforeAll(async () => {
    project = await TemporaryProject.create({
      env: { TILEMUD_PG_USER: USER, TILEMUD_PG_DB: DATABASE, TILEMUD_PG_PASSWORD: "first" },
      migrations: { "001_notes.sql": "CREATE TABLE notes AS SELECT 'kept' AS text;" },
    });
    await project.succeed("up");
  });
  afterAll(() => project[Symbol.asyncDispose]());

  const restrict = `alter role ${user} nosuperuser`;
  test.each<[string, string[]]>([
    ["the password was changed", [`alter role ${user} password 'other'`]],
    ["VALID UNTIL is in the past", [`alter role ${user} valid until '2001-01-01'`]],
    ["NOLOGIN", [`alter role ${user} nologin`]],
    ["CONNECTION LIMIT 0", [restrict, `alter role ${user} connection limit 0`]],
    ["the role does not exist", [`alter role ${user} rename to gone`]],
    ["the database accepts no connections", [`alter database ${database} allow_connections false`]],
    ["the database has CONNECTION LIMIT 0", [restrict, `alter database ${database} connection limit 0`]],
    ["no privilege to connect", [restrict, `revoke connect on database ${database} from public, ${user}`]],
    [
      "neither the database nor the right to create it",
      [`${restrict} nocreatedb`, `alter database ${database} rename to moved`],
    ],
    [
      "settings of the server that would spoil the repair",
      [
        `alter role ${user} password 'other'`,
        "alter system set default_transaction_read_only = on",
        "alter system set log_min_messages = panic",
        "alter system set password_encryption = md5",
        "alter system set backslash_quote = off",
        "select pg_reload_conf()",
      ],
    ],
    [
      "the database postgres was dropped and the password changed",
      [
        "alter system reset all",
        "select pg_reload_conf()",
        "select pg_sleep(0.2)",
        "drop database postgres",
        `alter role ${user} password 'other'`,
      ],
    ],
  ])("%s", async (_, broken) => {
    for (const sql of broken) await admin(sql);
    await expect(query(project, "select 1")).rejects.toMatchObject({ name: "PostgresError" });
    const { stdout } = await project.succeed("up");
    if (broken.some((sql) => sql.includes("rename to moved"))) {
      await admin(`drop database ${database}`);
      await admin(`alter database moved rename to ${database}`);
    }
    expect(stdout).not.toContain("first");
    expect(stdout).not.toContain("nothing changed");
    const found = "select current_user u, current_database() d, text from notes";
    expect(await query(project, found)).toEqual([{ u: USER, d: DATABASE, text: "kept" }]);
  });

  test("a repair that fails says why, and the server runs on", async () => {
    await admin(`alter role ${user} nologin`);
    await admin(`update pg_database set datconnlimit = -2 where datname = '${DATABASE}'`);
    for (const reason of ["could not set the login", "rejected the login"]) {
      const { exitCode, stderr } = await project.infra("up");
      expect(stderr).toMatch(new RegExp(`^ERROR: PostgreSQL ${reason}.* invalid database`));
      expect(exitCode).toBe(13);
      expect(await project.servers()).toHaveLength(2);
    }
    await admin(`update pg_database set datconnlimit = -1 where datname = '${DATABASE}'`);
    await project.succeed("up");
  });

  test("an interrupted repair leaves the server running", async () => {
    await admin(`alter role ${user} nologin`);
    const { child, result } = project.start(["up"]);
    child.stdout?.on("data", (text: string) => {
      if (text.includes("Setting the configured user")) child.kill("SIGINT");
    });
    expect((await result).exitCode).toBe(130);
    expect(await project.servers()).toHaveLength(2);
    await project.succeed("up");
    expect(await query(project, "select text from notes")).toEqual([{ text: "kept" }]);
  });

  test("a login that pg_hba.conf rejects is reported with the file, at once and without a restart", async () => {
    const [row] = await admin("show hba_file");
    const allow = async (who: string) => {
      const line = `host all ${who} all scram-sha-256`;
      await admin(`copy (select '${line}') to '${String(row?.["hba_file"])}'`);
      await admin("select pg_reload_conf()");
    };
    const before = await project.servers();
    await allow("postgres");
    await expect
      .poll(() => query(project, "select 1").catch((error: unknown) => error))
      .toMatchObject({
        code: "28000",
      });
    const { exitCode, stderr } = await project.infra("up");
    expect(stderr).toContain(
      `ERROR: PostgreSQL rejected the login of ${USER} to ${DATABASE}: no pg_hba.conf`,
    );
    expect(stderr).toContain("Add the line `host all all all scram-sha-256`");
    expect(exitCode).toBe(13);
    expect(await project.servers()).toEqual(before);
    await allow("all");
    await expect.poll(async () => (await project.infra("up")).exitCode).toBe(0);
  });

  test("after all that, up has nothing to do, and the health check of the runtime agrees", async () => {
    expect((await project.json("up")).document).toMatchObject({ unchanged: true });
    await expect
      .poll(async () => (await project.json("status")).document["status"], { timeout: 60_000 })
      .toBe("ready");
    expect((await project.succeed("psql", "-Atc", "select text from notes")).stdout).toBe("kept\n");
  });
});

test.each([
  ["-U", "postgres://host/name?port=1"],
  ["Upper Case", "template2"],
  ["ü".repeat(31), "ü".repeat(31)],
  ["postgres", "postgres"],
  ["current_user", "replication"],
])("the user %s and the database %s", async (user, database) => {
  await using project = await TemporaryProject.create({
    env: { TILEMUD_PG_USER: user, TILEMUD_PG_DB: database },
    migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
  });
  await project.succeed("up");
  const found = "select session_user u, current_database() d, (select count(*)::int from t) n";
  expect(await query(project, found)).toEqual([{ u: user, d: database, n: 0 }]);
  expect((await project.succeed("psql", "-Atc", "select current_database()")).stdout).toBe(`${database}\n`);
  await project.succeed("down");
  await project.succeed("up");
});
