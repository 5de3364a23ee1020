import { once } from "node:events";
import { createServer } from "node:net";
import { rm, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TemporaryProject } from "../support/temporary-project.js";
import { unusedPort } from "../support/unused-port.js";

const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
  each?.some(({ address }) => address === "::1"),
);

let project: TemporaryProject;
beforeAll(async () => {
  project = await TemporaryProject.create();
});
afterAll(() => project[Symbol.asyncDispose]());

test.each(["127.0.0.1", "0.0.0.0", "::1"].filter((host) => hasIpv6 || host !== "::1"))(
  "a port that another program listens on (%s) is refused with its name, and nothing is started",
  async (host) => {
    const port = await unusedPort();
    await using _listener = await listen(host, port);
    const taken = project.with({ TILEMUD_PG_PORT: String(port) });
    const { exitCode, stderr } = await taken.infra("up");
    expect(exitCode).toBe(11);
    expect(stderr).toMatch(new RegExp(`^ERROR: Port ${port} in use`));
    expect(stderr).toContain(`pid ${process.pid}`);
    expect(stderr).toContain(basename(process.execPath));
    expect(stderr).toContain("TILEMUD_PG_PORT=");
    expect(await project.servers()).toEqual([]);

    const { document } = await taken.json<{ error: unknown }>("up");
    expect(document).toMatchObject({
      ok: false,
      error: { code: "PORT_IN_USE", exitCode: 11, details: { port, service: "postgres", pid: process.pid } },
    });
  },
);

test("the port of Redis is named with its own variable", async () => {
  const port = await unusedPort();
  await using _listener = await listen("127.0.0.1", port);
  const { exitCode, stderr } = await project.with({ TILEMUD_REDIS_PORT: String(port) }).infra("up");
  expect(exitCode).toBe(11);
  expect(stderr).toContain("TILEMUD_REDIS_PORT=");
  expect(await project.servers()).toEqual([]);
});

test("all taken ports are named at once, each with a line for a free one", async () => {
  const [postgres, redis] = [await unusedPort(), await unusedPort()];
  await using _postgres = await listen("127.0.0.1", postgres);
  await using _redis = await listen("127.0.0.1", redis);
  await writeFile(join(project.dir, ".env"), `TILEMUD_PG_PORT=${postgres}\nTILEMUD_REDIS_PORT=${redis}\n`);
  const both = project.with({ TILEMUD_PG_PORT: "", TILEMUD_REDIS_PORT: "" });
  const { exitCode, stderr } = await both.infra("up");
  expect(exitCode).toBe(11);
  expect(stderr).toMatch(new RegExp(`^ERROR: Port ${postgres} in use by .*; port ${redis} in use by `));
  expect(stderr).toMatch(/change TILEMUD_PG_PORT \(\.env:1\) to \d+\n/);
  expect(stderr).toMatch(/change TILEMUD_REDIS_PORT \(\.env:2\) to \d+\n/);
  await rm(join(project.dir, ".env"));
});

test("one port for both services is refused", async () => {
  const same = project.with({ TILEMUD_REDIS_PORT: String(project.ports.postgres) });
  const { exitCode, stderr } = await same.infra("up");
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("port") as string,
  });
  expect(await project.servers()).toEqual([]);
});

test("a running environment that is to move to a taken port stays where it is", async () => {
  await project.succeed("up");
  const before = await project.servers();
  const port = await unusedPort();
  await using _listener = await listen("127.0.0.1", port);
  const moved = project.with({ TILEMUD_PG_PORT: String(port) });
  expect(await moved.infra("up")).toMatchObject({ exitCode: 11 });
  expect(await project.servers()).toEqual(before);

  const doctor = await moved.json<{ findings: unknown[] }>("doctor");
  expect(doctor.exitCode).toBe(11);
  expect(doctor.document.findings).toContainEqual(
    expect.objectContaining({ check: `port ${port}`, severity: "error" }),
  );
  expect((await project.json("up")).document).toMatchObject({ unchanged: true });
});

async function listen(host: string, port: number): Promise<AsyncDisposable> {
  const server = createServer().listen({ host, port, ipv6Only: host === "::1" });
  await once(server, "listening");
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      await once(server, "close");
    },
  };
}
