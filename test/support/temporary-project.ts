import { spawn, type ChildProcess } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "dotenv";
import { processesWorkingIn } from "../../src/system/find-processes.js";
import { repositoryRoot } from "./repository.js";
import { runtimeUnderTest, type RunningServer } from "./runtime-under-test.js";
import { unusedPort } from "./unused-port.js";

export interface CommandResult {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  durationMs: number;
}

export interface RunningCommand {
  child: ChildProcess;
  /** What it said so far. */
  said(): string;
  result: Promise<CommandResult>;
}

export interface ProjectOptions {
  /** Written to `infra.config.json`. */
  config?: Record<string, unknown>;
  /** By file name. */
  migrations?: Record<string, string>;
  /** Starts from a copy of this folder of `examples/`. */
  example?: string;
  /** Given to every command, over the test's own environment. */
  env?: Record<string, string>;
  /** Other files, by path relative to the project. */
  files?: Record<string, string>;
}

/** No command of the suite takes this long; one that does hangs, and its test says so instead of timing out. */
const COMMAND_DEADLINE_MS = 100_000;

/**
 * A project folder of its own with free ports, for commands run as a user runs them. Disposing of it resets the
 * environment, and fails the test if a process of the project is left over.
 */
export class TemporaryProject {
  private constructor(
    readonly dir: string,
    readonly env: NodeJS.ProcessEnv,
    readonly ports: { postgres: number; redis: number },
    /** Program and arguments that every command is run through: as another user, in a namespace. */
    private readonly prefix: readonly string[] = [],
  ) {}

  static async create(options: ProjectOptions = {}): Promise<TemporaryProject> {
    const dir = await realpath(await mkdtemp(join(tmpdir(), "infra-test-")));
    // As checkouts are: the servers of root have another user.
    await chmod(dir, 0o755);
    const ports = { postgres: await unusedPort(), redis: await unusedPort() };
    if (options.example !== undefined) {
      await cp(join(repositoryRoot, "examples", options.example), dir, {
        recursive: true,
        filter: (path) => !/\/(\.infra|\.env\.local\.infra|node_modules)$/.test(path),
      });
    }
    const project = new TemporaryProject(
      dir,
      {
        ...withoutSettings(process.env),
        ...runtimeUnderTest.settings("tilemud"),
        TILEMUD_PG_PORT: String(ports.postgres),
        TILEMUD_REDIS_PORT: String(ports.redis),
        NO_COLOR: "1",
        ...options.env,
      },
      ports,
    );
    if (options.config) await project.write("infra.config.json", JSON.stringify(options.config));
    for (const [name, sql] of Object.entries(options.migrations ?? {})) await project.migration(name, sql);
    for (const [name, text] of Object.entries(options.files ?? {})) await project.write(name, text);
    return project;
  }

  /** What its containers, volume and network are called, where the runtime has such things. */
  get names(): { network: string; postgres: string; redis: string; volume: string } {
    return {
      network: this.env["TILEMUD_INFRA_NETWORK"] ?? "tilemud_net",
      postgres: this.env["TILEMUD_PG_CONTAINER"] ?? "tilemud_postgres",
      redis: this.env["TILEMUD_REDIS_CONTAINER"] ?? "tilemud_redis",
      volume: this.env["TILEMUD_PG_VOLUME"] ?? "tilemud_pg_data",
    };
  }

  /** How messages call the program for this project. */
  get command(): string {
    return `node ${join(repositoryRoot, "bin/infra.js")} -C ${this.dir}`;
  }

  /** The same folder's commands with other variables: a setting changed from outside. */
  with(env: Record<string, string>): TemporaryProject {
    return new TemporaryProject(this.dir, { ...this.env, ...env }, this.ports, this.prefix);
  }

  /** The same folder's commands run through another program (`runuser -u NAME --`). */
  through(...prefix: string[]): TemporaryProject {
    return new TemporaryProject(this.dir, this.env, this.ports, prefix);
  }

  /** The same commands on another folder: a copy of the checkout. It is not disposed of by this project. */
  in(dir: string): TemporaryProject {
    return new TemporaryProject(dir, this.env, this.ports, this.prefix);
  }

  /**
   * The same folder as another host sees it, at another path: commands run in separate mount and host namespaces.
   * @param at an existing folder; it stays as it is for everybody else
   */
  seenAt(at: string, host: string): TemporaryProject {
    // The working folder is looked up again: the one from before is below the mount.
    const script = 'mount --bind "$1" "$2" && hostname "$3" && cd "$2" && shift 3 && exec "$@"';
    const inside = ["sh", "-c", script, "sh", this.dir, at, host];
    return this.in(at).through("unshare", "--mount", "--uts", ...inside);
  }

  /** Runs `infra` in the project to its end. */
  async infra(...args: string[]): Promise<CommandResult> {
    return this.start(args).result;
  }

  /** The same, for steps that only lead to what a test is about: a failure of theirs ends it with what they said. */
  async succeed(...args: string[]): Promise<CommandResult> {
    const result = await this.infra(...args);
    if (result.exitCode !== 0) {
      throw new Error(
        `infra ${args.join(" ")} ended with ${result.exitCode}:\n${result.stdout}${result.stderr}`,
      );
    }
    return result;
  }

  /** Starts `infra` and lets it run, in a process group of its own. */
  start(args: readonly string[], env: Record<string, string> = {}): RunningCommand {
    const startedAt = performance.now();
    const infra = [process.execPath, join(repositoryRoot, "bin/infra.js"), "-C", this.dir, ...args];
    const [command = "", ...rest] = [...this.prefix, ...infra];
    const child = spawn(command, rest, {
      env: { ...this.env, ...env },
      cwd: this.dir,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const result = new Promise<CommandResult>((resolve, reject) => {
      const deadline = setTimeout(() => {
        child.kill("SIGKILL");
        // A server that holds on to the pipes would keep `close` from ever coming.
        child.stdout.destroy();
        child.stderr.destroy();
        reject(new Error(`infra ${args.join(" ")} hangs:\n${output.stdout}${output.stderr}`));
      }, COMMAND_DEADLINE_MS);
      child.once("error", reject);
      child.once("close", (exitCode, signal) => {
        clearTimeout(deadline);
        resolve({ exitCode, signal, ...output, durationMs: performance.now() - startedAt });
      });
    });
    return { child, said: () => output.stdout + output.stderr, result };
  }

  /** `infra … --json`, parsed. */
  async json<T = Record<string, unknown>>(
    ...args: string[]
  ): Promise<{ exitCode: number | null; document: T }> {
    const { exitCode, stdout } = await this.infra(...args, "--json");
    return { exitCode, document: JSON.parse(stdout) as T };
  }

  async write(name: string, text: string): Promise<void> {
    const path = join(this.dir, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }

  async migration(name: string, sql: string): Promise<void> {
    await this.write(join("migrations", name), sql);
  }

  /** The variables of the connection file. */
  async variables(): Promise<Record<string, string>> {
    return parse(await readFile(join(this.dir, ".env.local.infra")));
  }

  /** The servers that really run, whatever infra says. */
  async servers(): Promise<RunningServer[]> {
    return runtimeUnderTest.servers(this.dir);
  }

  /** Processes that work below the project's folder or were started with it: its servers and their children. */
  async processes(): Promise<{ pid: number; commandLine: string }[]> {
    return processesWorkingIn(join(this.dir, ".infra"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, stdout, stderr } = await this.infra("reset");
    const left = [...(await runtimeUnderTest.remains(this.dir)), ...(await runtimeUnderTest.data(this.dir))];
    await runtimeUnderTest.sweep(this.dir);
    await rm(this.dir, { recursive: true, force: true });
    if (exitCode !== 0) throw new Error(`reset ended with ${exitCode}: ${stdout}${stderr}`);
    if (left.length > 0) throw new Error(`left over: ${left.join(", ")}`);
  }
}

/** The developer's own settings must not reach the tests, and the commands in messages must not depend on how tests are started. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^(TILEMUD_|POSTGRES_|REDIS_|DB_|DATABASE_URL|PG|INFRA_(?!CACHE_DIR)|INIT_CWD$|PWD$|MAKEFLAGS|npm_)/.test(
          name,
        ),
    ),
  );
}
