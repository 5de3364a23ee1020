import { spawn, type ChildProcess } from "node:child_process";
import { Agent } from "node:http";
import { Duplex } from "node:stream";
import type { EngineAddress } from "./address.js";
import { withStreams } from "../system/shortage.js";

const CONNECT_TIMEOUT_SECONDS = 8;
/** Each is an ssh process with a separate login. */
const MAX_CONNECTIONS = 4;

/**
 * Connections to an engine on another machine, as the docker client makes them: the system's own `ssh`, so that its
 * configuration, keys and agent count, runs `docker system dial-stdio` there. Never asks for a password.
 */
export function sshAgent(address: EngineAddress & { kind: "ssh" }): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_CONNECTIONS });
  agent.createConnection = () => connect(address);
  return agent;
}

function connect({ destination, port, socketPath }: EngineAddress & { kind: "ssh" }): Duplex {
  const options = ["-o", "BatchMode=yes", "-o", `ConnectTimeout=${CONNECT_TIMEOUT_SECONDS}`, "-T"];
  const ssh = port === undefined ? options : [...options, "-p", String(port)];
  const docker = ["docker", ...(socketPath === undefined ? [] : ["--host", `unix://${socketPath}`])];
  const args = [...ssh, "--", destination, ...docker, "system", "dial-stdio"];
  // In a separate session, as in the docker client: Ctrl-C in the terminal is for us, and what we undo then needs
  // the connection. It ends when its input does, however we end.
  return new SshConnection(
    withStreams(spawn("ssh", args, { stdio: ["pipe", "pipe", "pipe"], detached: true })),
  );
}

/** The standard streams of an ssh process, as the socket that Node's HTTP client expects. */
class SshConnection extends Duplex {
  readonly #child: ChildProcess;
  #complaints = "";

  constructor(child: ChildProcess) {
    super();
    this.#child = child;
    child.stdout?.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) child.stdout?.pause();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#complaints += text));
    child.stdin?.on("error", () => {
      // ssh has ended or is about to, and what it says then is the reason.
    });
    child.once("error", (error) =>
      this.destroy(new Error(`ssh cannot be started: ${error.message}`, { cause: error })),
    );
    child.once("close", (code) => this.#ended(code));
  }

  override _read(): void {
    this.#child.stdout?.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#child.stdin?.write(chunk, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#child.stdin?.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { stdin, stdout, stderr } = this.#child;
    this.#child.kill();
    // Processes that ssh started may continue and keep the other ends open; their output is no longer read.
    for (const stream of [stdin, stdout, stderr]) stream?.destroy();
    this.#child.unref();
    done(error);
  }

  /** An idle connection must not keep the command from ending. */
  unref(): this {
    return this.#eachHandle("unref");
  }

  ref(): this {
    return this.#eachHandle("ref");
  }

  // What a socket can do besides, and Node's agent asks for: none of it means anything here.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }

  #ended(code: number | null): void {
    if (code === 0) this.push(null);
    else this.destroy(new Error(this.#complaints.trim() || `ssh ended with ${code}`));
  }

  #eachHandle(change: "ref" | "unref"): this {
    const { stdin, stdout, stderr } = this.#child;
    for (const handle of [this.#child, stdin, stdout, stderr] as ({
      ref?(): void;
      unref?(): void;
    } | null)[]) {
      handle?.[change]?.();
    }
    return this;
  }
}
