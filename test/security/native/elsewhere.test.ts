import { execFile } from "node:child_process";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { ALL_ROWS, countRows, fill, filledProject } from "../../support/filled-project.js";
import { TemporaryProject } from "../../support/temporary-project.js";

const run = promisify(execFile);

test.for([["rm -rf .infra"], ["git clean -fdx"]])(
  "after %s the servers are still found and ended",
  async ([how]) => {
    await using project = await filledProject();
    await run("git", ["init", "-q", project.dir]);
    if (how === "rm -rf .infra") await rm(join(project.dir, ".infra"), { recursive: true });
    else await run("git", ["-C", project.dir, "clean", "-fdxq"]);
    const before = await project.servers();
    expect(before).toHaveLength(2);
    const { exitCode, stdout, stderr } = await project.infra("up");
    expect(exitCode, stderr).toBe(0);
    expect(`${stdout}${stderr}`).toContain("its data folder was removed while it ran");
    const after = await project.servers();
    expect(after).toHaveLength(2);
    for (const { ref } of before) expect(after.map((each) => each.ref)).not.toContain(ref);
  },
);

test("after rm -rf .infra, down and reset end the servers too", async () => {
  for (const command of ["down", "reset"]) {
    await using project = await filledProject();
    await rm(join(project.dir, ".infra"), { recursive: true });
    await project.succeed(command);
    expect(await project.servers()).toEqual([]);
  }
});

test("a copy of a checkout has nothing to do with the servers of the original", async () => {
  await using project = await filledProject();
  await using other = await TemporaryProject.create();
  const copy = join(other.dir, "copy");
  await cp(project.dir, copy, { recursive: true, verbatimSymlinks: true });
  await other.in(copy).succeed("reset");
  expect(await countRows(project)).toEqual(ALL_ROWS);
});

test("a checkout that is moved while its servers run keeps them and its rows", async () => {
  await using outer = await TemporaryProject.create();
  const [before, after] = [join(outer.dir, "before"), join(outer.dir, "after")];
  await mkdir(before);
  await fill(outer.in(before));
  await rename(before, after);
  const project = outer.in(after);
  await project.succeed("up");
  expect(await countRows(project)).toEqual(ALL_ROWS);
  await project.succeed("reset");
  expect(await project.servers()).toEqual([]);
});

test("ALTER SYSTEM does not change what infra decides", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");
  const settings = {
    listen_addresses: "*",
    port: "1",
    log_destination: "csvlog",
    logging_collector: "off",
    ssl: "on",
    hba_file: "/dev/null",
    unix_socket_directories: "/tmp",
  };
  for (const [name, value] of Object.entries(settings))
    await query(project, `alter system set ${name} = '${value}'`).catch((error: Error) => {
      // Some are not to be changed so in any case.
      if (!/cannot be changed/.test(error.message)) throw error;
    });
  // What a user may do by hand, too.
  await project.succeed("down");
  const { document } = await project.json<{ data: { location: string } }>("status");
  await run("sh", [
    "-c",
    `printf "%s\\n" "data_directory = '/tmp'" "port = 2" >> '${document.data.location}/postgresql.conf'`,
  ]);
  await project.succeed("up");
  const rows = await query<{ name: string; setting: string }>(
    project,
    "select name, setting from pg_settings where name in ('listen_addresses', 'port', 'ssl', 'log_destination')",
  );
  expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
    listen_addresses: "127.0.0.1",
    port: String(project.ports.postgres),
    ssl: "off",
    log_destination: "stderr",
  });
});
