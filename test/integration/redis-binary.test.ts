import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { InfraEvent } from "../../src/events.js";
import { findRedisServer } from "../../src/runtime/native/redis-binary/find-redis-server.js";
import type { RedisSearch, RedisServer } from "../../src/runtime/native/redis-binary/redis-server.js";
import { unusedPort } from "../support/unused-port.js";

const hasApt = existsSync("/usr/bin/apt-get") && existsSync("/usr/bin/dpkg-deb");
/** Announces a skip where the test reports show it. */
const note = hasApt ? "" : " (skipped: needs apt-get and dpkg-deb)";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "infra-redis-binary-"));
  // As root, apt downloads as another user, who has to get through.
  await chmod(root, 0o711);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** As on a machine without Redis: nothing on PATH, no packages in the project. */
function bareSearch(overrides: Partial<RedisSearch> = {}) {
  const events: InfraEvent[] = [];
  const search: RedisSearch = {
    projectDir: root,
    env: { ...process.env, PATH: "" },
    cacheDir: join(root, "cache"),
    fetch: true,
    context: { emit: (event) => events.push(event), signal: AbortSignal.timeout(280_000) },
    ...overrides,
  };
  return { search, events };
}

test.skipIf(!hasApt)(`an interrupted fetch leaves no process and no folder${note}`, async () => {
  const abort = new AbortController();
  const reason = new Error("Ctrl-C");
  const cacheDir = join(root, "interrupted");
  const emit = (event: InfraEvent) => {
    if (event.type === "progress") abort.abort(reason);
  };
  const { search } = bareSearch({ cacheDir, context: { emit, signal: abort.signal } });
  // Of its own, so that no other fetch on the machine is taken for this one.
  const temporary = join(root, "temporary");
  await mkdir(temporary, { mode: 0o711 });
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(findRedisServer(search)).rejects.toBe(reason);
  expect(await readdir(join(cacheDir, "redis"))).toEqual(["lock"]);
  expect(await readdir(temporary)).toEqual([]);
  expect(commandLines().filter((line) => line.includes(temporary))).toEqual([]);
});

test.skipIf(!hasApt)(
  `a server is fetched by apt, runs, and is there for the next project${note}`,
  async () => {
    const first = bareSearch();
    const server = await findRedisServer(first.search);
    expect(server.origin).toMatch(/^cache \(package (redis|valkey)-server /);
    expect(first.events.some(({ type }) => type === "progress")).toBe(true);
    expect(await pingOnce(server)).toEqual({ reply: "+PONG\r\n", version: server.version });

    const second = bareSearch({ fetch: false, projectDir: join(root, "other") });
    expect(await findRedisServer(second.search)).toEqual(server);
    expect(second.events).toEqual([]);
  },
  300_000,
);

function commandLines(): string[] {
  return execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
}

async function pingOnce(server: RedisServer): Promise<{ reply: string; version: string | undefined }> {
  const port = await unusedPort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--dir", root];
  const child = spawn(server.path, args, { env: { ...process.env, ...server.env }, stdio: "ignore" });
  try {
    const reply = await askWhenUp(port, "PING\r\n");
    const info = await askWhenUp(port, "INFO server\r\n");
    return { reply, version: /^(?:valkey|redis)_version:(\S+)$/m.exec(info)?.[1] };
  } finally {
    child.kill("SIGTERM");
    await once(child, "close");
  }
}

async function askWhenUp(port: number, request: string): Promise<string> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await ask(port, request);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED" || performance.now() > deadline)
        throw error;
      await delay(20);
    }
  }
}

async function ask(port: number, request: string): Promise<string> {
  const socket = createConnection({ host: "127.0.0.1", port });
  await once(socket, "connect");
  socket.write(request);
  const [reply] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return reply.toString();
}
