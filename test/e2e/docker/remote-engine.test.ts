import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { docker, engineHost } from "../../support/docker-cli.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

/** 127.0.0.1 spelt as nobody does who means this machine: for infra it is another one. */
const ELSEWHERE = "2130706433";

describeWithEngine("an engine on another machine", () => {
  test("nothing forwards its ports: 2 at once with the line to run, and nothing is made", async () => {
    await using engine = await engineOverTcp();
    await using project = await TemporaryProject.create();
    const remote = project.with({ DOCKER_HOST: engine.host });
    const { exitCode, stderr, durationMs } = await remote.infra("up");
    expect(exitCode).toBe(2);
    const { TILEMUD_PG_PORT: pg, TILEMUD_REDIS_PORT: redis } = project.env;
    expect(stderr).toMatch(
      new RegExp(`^ERROR: The engine runs on ${ELSEWHERE}, .* port ${pg} and ${redis} `),
    );
    expect(stderr).toContain(`ssh -N -L ${pg}:127.0.0.1:${pg} -L ${redis}:127.0.0.1:${redis} ${ELSEWHERE}`);
    expect(durationMs).toBeLessThan(20_000);
    expect(await project.servers()).toEqual([]);

    const { document } = await remote.json<{ resources: object }>("doctor");
    const found = expect.objectContaining({ check: "ports", severity: "error" });
    expect(document).toMatchObject({ pass: false, findings: expect.arrayContaining([found]) });
    // What that machine has; what is free there no engine tells.
    expect(document.resources).toEqual({
      cpuCount: Number(await docker("info", "--format", "{{.NCPU}}")),
      totalMemMB: Math.floor(Number(await docker("info", "--format", "{{.MemTotal}}")) / 2 ** 20),
      warnings: [],
      pass: true,
    });
  });

  test("with ports that lead there everything is as on a local one", async () => {
    await using engine = await engineOverTcp();
    await using project = await TemporaryProject.create({
      migrations: { "001_t.sql": "CREATE TABLE t (id int);" },
    });
    // It is this machine after all, so the ports that the engine publishes are the ones a forward would open.
    await project.succeed("up");
    const remote = project.with({ DOCKER_HOST: engine.host });
    expect((await remote.json("up")).document).toMatchObject({ unchanged: true, runtime: "docker" });
    expect((await remote.json("status")).document).toMatchObject({ status: "ready" });
    const found = expect.objectContaining({ check: "ports", severity: "ok" });
    expect((await remote.json("doctor")).document).toMatchObject({
      findings: expect.arrayContaining([found]),
    });
    expect(await query(remote, "select count(*)::int from t")).toEqual([{ count: 0 }]);
  });
});

/** The engine that answers here, at a TCP address. */
async function engineOverTcp(): Promise<AsyncDisposable & { host: string }> {
  const usual = new URL(await engineHost());
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const engine =
      usual.protocol === "unix:"
        ? connect({ path: usual.pathname, allowHalfOpen: true })
        : connect({ host: usual.hostname, port: Number(usual.port), allowHalfOpen: true });
    for (const side of [socket, engine]) {
      sockets.add(side);
      side.on("error", () => [socket, engine].forEach((each) => each.destroy()));
    }
    socket.pipe(engine).pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `tcp://${ELSEWHERE}:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
