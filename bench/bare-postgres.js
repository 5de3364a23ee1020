import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { locatePostgresBinaries } from "../dist/runtime/native/postgres-binaries.js";
import { prepareDisguise } from "../dist/runtime/native/server-identity.js";
import { endProcess } from "../dist/runtime/native/server-process.js";
import { identify } from "../dist/system/process-identity.js";
import { runProgram } from "./processes.js";
import { freePorts } from "./project.js";

const LOGIN = { user: "tilemud", password: "bench" };

/** Any id that no user has does for the server of a benchmark. */
const UID_FOR_ROOT = 0x7000_0001;

/**
 * PostgreSQL with nothing around it: the same programs, an identity of the same kind, the same command line as in a project
 * that infra has brought up, on a port and in a folder of its own.
 */
export async function barePostgres({ likeProject, signal }) {
  const directory = await mkdtemp(join(tmpdir(), "infra-bench-bare-"));
  const dataDir = join(directory, "data");
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, `${LOGIN.password}\n`);
  const [port] = await freePorts(1);
  await mkdir(join(directory, "log"));
  const serverArgs = await argumentsOf(likeProject, { directory, dataDir, port });
  const binaries = await locatePostgresBinaries();
  const isRoot = process.getuid() === 0;
  const disguise = await prepareDisguise(isRoot ? { kind: "own-uid", uid: UID_FOR_ROOT } : { kind: "self" });
  if (isRoot) {
    await chmod(directory, 0o755);
    for (const path of [directory, passwordFile, join(directory, "log")])
      await chown(path, UID_FOR_ROOT, UID_FOR_ROOT);
  }
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
      const program = (await disguise.named()).wrap(binaries.initdb, args);
      await runProgram({ ...program, env, cwd: directory, signal });
    },

    async startAndQuery() {
      const program = disguise.wrap(binaries.postgres, serverArgs);
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

/** The command line of the project's running server with folders and port exchanged. */
async function argumentsOf(project, { directory, dataDir, port }) {
  const ownDir = join(project.directory, ".infra/tilemud/postgres");
  const [pid] = (await readFile(join(ownDir, "data/postmaster.pid"), "utf8")).split("\n");
  const [, ...args] = (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0").slice(0, -1);
  return args.map((arg) =>
    arg
      .replace(join(ownDir, "data"), dataDir)
      .replace(ownDir, directory)
      .replace(/^port=.*/, `port=${port}`)
      .replace(/^unix_socket_directories=.*/, `unix_socket_directories=${directory}`),
  );
}
