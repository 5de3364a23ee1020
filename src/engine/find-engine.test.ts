import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createServer as createNetServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InfraError } from "../errors/infra-error.js";
import { CANDIDATE_SOURCES } from "./candidates.js";
import { findEngine, type EngineAttempt } from "./find-engine.js";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "infra-engine-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

describe("where an engine is looked for", () => {
  test("DOCKER_HOST decides alone, with the certificates that go with it", async () => {
    await saveContext("elsewhere", { Host: "unix:///elsewhere.sock" });
    const env = {
      HOME: home,
      DOCKER_CONTEXT: "elsewhere",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: "/certs",
    };
    expect(await candidates({ ...env, DOCKER_HOST: "tcp://box:2376" })).toEqual([
      {
        origin: "DOCKER_HOST",
        address: { kind: "tcp", host: "box", port: 2376, tls: { folder: "/certs", verify: true } },
      },
    ]);
  });

  test("the current docker context decides, DOCKER_CONTEXT before the configured one", async () => {
    await saveContext("configured", { Host: "unix:///configured.sock" });
    await saveContext("asked", { Host: "ssh://me@box" });
    await writeFile(join(home, ".docker/config.json"), JSON.stringify({ currentContext: "configured" }));
    expect(await candidates({ HOME: home })).toEqual([
      { origin: "docker context configured", address: { kind: "socket", path: "/configured.sock" } },
    ]);
    expect(await candidates({ HOME: home, DOCKER_CONTEXT: "asked" })).toEqual([
      { origin: "docker context asked", address: { kind: "ssh", destination: "me@box" } },
    ]);
    expect(await candidates({ HOME: home, DOCKER_CONTEXT: "default" })).toHaveLength(9);
  });

  test("without either, every usual socket is tried, the system's engine first", async () => {
    const found = await candidates({ HOME: home, XDG_RUNTIME_DIR: "/run/user/7" });
    expect(found.map(({ address }) => (address.kind === "socket" ? address.path : ""))).toEqual([
      "/var/run/docker.sock",
      "/run/user/7/docker.sock",
      `${home}/.docker/run/docker.sock`,
      `${home}/.docker/desktop/docker.sock`,
      `${home}/.colima/default/docker.sock`,
      `${home}/.rd/docker.sock`,
      `${home}/.orbstack/run/docker.sock`,
      "/run/user/7/podman/podman.sock",
      "/run/podman/podman.sock",
    ]);
  });
});

describe("when no engine answers", () => {
  test("the place that was named and the reason are told; no other is tried", async () => {
    const { error, attempts } = await failure({ DOCKER_HOST: `unix://${home}/none.sock` });
    expect(error.message).toMatch(/^Docker daemon not reachable/);
    expect(error.message).toContain(`unix://${home}/none.sock (DOCKER_HOST): it does not exist`);
    expect(attempts).toHaveLength(1);
  });

  test("a context that does not exist is not silently replaced", async () => {
    const { error, attempts } = await failure({ HOME: home, DOCKER_CONTEXT: "gone" });
    expect(attempts).toEqual([
      {
        origin: "docker context",
        failure: expect.stringContaining("docker context gone does not exist") as string,
      },
    ]);
    expect(error.hint).toContain("docker context ls");
  });

  test("something else that answers is told from an engine", async () => {
    const path = join(home, "web.sock");
    await using _server = await listen(
      createServer((_request, response) => response.end("hello")),
      path,
    );
    expect((await failure({ DOCKER_HOST: `unix://${path}` })).error.message).toContain(
      "is not a Docker engine",
    );
  });

  test("one that hangs is given up after seconds", async () => {
    const path = join(home, "mute.sock");
    await using _server = await listen(muteServer(), path);
    const startedAt = performance.now();
    expect((await failure({ DOCKER_HOST: `unix://${path}` })).error.message).toContain(
      "no answer within 3000 ms",
    );
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  test("an interruption ends the search with its own reason", async () => {
    const path = join(home, "mute.sock");
    await using _server = await listen(muteServer(), path);
    const reason = new Error("interrupted");
    const search = findEngine({ DOCKER_HOST: `unix://${path}` }, AbortSignal.abort(reason));
    await expect(search).rejects.toBe(reason);
  });
});

/** What the first source that applies names. */
async function candidates(env: NodeJS.ProcessEnv) {
  for (const source of CANDIDATE_SOURCES) {
    const found = await source.candidates(env);
    if (found !== undefined) return found;
  }
  return [];
}

async function failure(env: NodeJS.ProcessEnv) {
  const error: unknown = await findEngine(env, new AbortController().signal).catch(
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InfraError)) return expect.unreachable("expected no engine to be found");
  expect(error.code).toBe("ENGINE_UNREACHABLE");
  return { error, attempts: error.details?.["attempts"] as EngineAttempt[] };
}

/** As the docker client stores it. */
async function saveContext(name: string, docker: { Host: string }): Promise<void> {
  const folder = join(home, ".docker/contexts/meta", createHash("sha256").update(name).digest("hex"));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "meta.json"), JSON.stringify({ Name: name, Endpoints: { docker } }));
}

function muteServer(): Server {
  return createNetServer((socket) => socket.resume());
}

async function listen(server: Server, path: string): Promise<AsyncDisposable> {
  server.listen(path);
  await once(server, "listening");
  return {
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}
