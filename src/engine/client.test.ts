import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { engineClient, type EngineClient } from "./client.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infra-client-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("an engine that has begun to answer", () => {
  test("and goes away is not reachable, whatever was asked", async () => {
    await using engine = await listen((_request, response) => {
      response.write('{"half":', () => response.destroy());
    });
    const gone = { code: "ENGINE_UNREACHABLE", message: expect.stringContaining("engine.sock") as string };
    await expect(engine.client.json({ path: "/info" })).rejects.toMatchObject(gone);
    await expect(engine.client.text({ path: "/events" })).rejects.toMatchObject(gone);
    const logs = await engine.client.stream({ path: "/logs" });
    await expect(text(logs)).rejects.toMatchObject(gone);
  });

  test("and hangs is given up when the time is over", async () => {
    await using engine = await listen((_request, response) => {
      response.write('{"half":');
    });
    await expect(engine.client.json({ path: "/info", timeoutMs: 50 })).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      message: expect.stringContaining("no answer within 50 ms") as string,
    });
  });

  test("and goes away while it says why it refuses is not reachable", async () => {
    await using engine = await listen((_request, response) => {
      response.writeHead(500);
      response.write('{"mess', () => response.destroy());
    });
    await expect(engine.client.json({ path: "/info" })).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });

  test("is interrupted with the interruption's own reason", async () => {
    const interruption = new AbortController();
    const reason = new Error("interrupted");
    await using engine = await listen((_request, response) => {
      response.write('{"half":', () => interruption.abort(reason));
    });
    const answer = engine.client.json({ path: "/info", signal: interruption.signal });
    await expect(answer).rejects.toBe(reason);
  });
});

test("an object that is removed while Podman looks at it was not found", async () => {
  await using engine = await listen((_request, response) => {
    const message = "container 4711 does not exist in database: no such container";
    response.writeHead(500).end(JSON.stringify({ message }));
  });
  await expect(engine.client.json({ path: "/containers/4711/json" })).rejects.toMatchObject({ status: 404 });
});

test("an engine whose disk is full is a shortage, not a bug", async () => {
  await using engine = await listen((_request, response) => {
    response.writeHead(500).end(JSON.stringify({ message: "mkdir /data/x: no space left on device" }));
  });
  const refusal = engine.client.json({ method: "POST", path: "/containers/create" });
  await expect(refusal).rejects.toMatchObject({
    code: "RESOURCES_EXHAUSTED",
    message: expect.stringContaining("no space left on device") as string,
  });
});

let engines = 0;

async function listen(answer: RequestListener): Promise<AsyncDisposable & { client: EngineClient }> {
  // Another one each time: a connection to the previous engine may be kept for reuse.
  const path = join(folder, `${++engines}-engine.sock`);
  const server = createServer(answer).listen(path);
  await once(server, "listening");
  return {
    client: engineClient({ kind: "socket", path }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
