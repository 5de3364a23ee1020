import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { locatePostgresBinaries } from "../dist/runtime/native/postgres-binaries.js";
import { asIdentity, chooseIdentity } from "../dist/runtime/native/server-identity.js";
import { endProcess } from "../dist/runtime/native/server-process.js";
import { identify } from "../dist/system/process-identity.js";
import { runProgram } from "./processes.js";
import { freePorts } from "./project.js";

const LOGIN = { user: "tilemud", password: "bench" };

/**
 * PostgreSQL with nothing around it: the same programs, the same identity, the same settings file as in a project that
 * infra has brought up, on a port and in a folder of its own.
 */
export async function barePostgres({ likeProject, signal }) {
  const directory = await mkdtemp(join(tmpdir(), "infra-bench-bare-"));
  const dataDir = join(directory, "data");
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, `${LOGIN.password}\n`);
  const [port] = await freePorts(1);
  const settings = await settingsOf(likeProject, { directory, port });
  const binaries = await locatePostgresBinaries();
  const identity = await chooseIdentity({ dataDir, folder: directory, projectDir: directory });
  const env = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC", ...binaries.env };
  let server;

  const bare = {
    async initdb() {
      const args = [
        `--pgdata=${dataDir}`,
        `--username=${LOGIN.user}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--locale=C.UTF-8",
        "--no-instructions",
      ];
      const program = asIdentity(identity, binaries.initdb, args);
      await runProgram({ ...program, env, cwd: directory, signal });
      await writeFile(join(dataDir, "infra.conf"), settings);
      await appendFile(join(dataDir, "postgresql.conf"), "\ninclude_if_exists 'infra.conf'\n");
    },

    async startAndQuery() {
      const program = asIdentity(identity, binaries.postgres, ["-D", dataDir]);
      const logFile = join(directory, "startup.log");
      const request = { ...program, env, cwd: directory, logFile, login: { ...LOGIN, port } };
      const printed = await runProgram({
        command: process.execPath,
        args: [new URL("bare-start.js", import.meta.url).pathname],
        env: { ...process.env, BARE_START: JSON.stringify(request) },
        signal,
      });
      server = await identify(Number(printed));
    },

    async stop() {
      if (server !== undefined) await endProcess(server, [{ signal: "SIGINT", graceMs: 10_000 }]);
      server = undefined;
    },

    async removeData() {
      await rm(dataDir, { recursive: true, force: true });
    },

    async remove() {
      await bare.stop();
      await rm(directory, { recursive: true });
    },
  };
  return bare;
}

/** The project's own settings file with folders and port exchanged. */
async function settingsOf(project, { directory, port }) {
  const text = await readFile(join(project.directory, ".infra/tilemud/postgres/data/infra.conf"), "utf8");
  await mkdir(join(directory, "log"));
  const exchanged = { port, log_directory: join(directory, "log"), unix_socket_directories: directory };
  return Object.entries(exchanged).reduce(
    (settings, [name, value]) => settings.replace(new RegExp(`^${name} = .*$`, "m"), `${name} = '${value}'`),
    text,
  );
}
