import { expect, test } from "vitest";
import { docker, inspect } from "../../support/docker-cli.js";
import { eventually } from "../../support/eventually.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

interface Service {
  state: string;
  recentRestarts: number;
  problem?: string;
}

describeWithEngine("what status says of a service that comes and goes", () => {
  test("paused: unhealthy; back: healthy; again and again: degraded; started anew: healthy", async () => {
    await using project = await TemporaryProject.create({ config: { health: { probeTimeoutMs: 2_000 } } });
    await project.succeed("up");
    expect(await stateOf(project, "postgres")).toMatchObject({ state: "healthy" });

    await docker("pause", project.names.postgres);
    expect(await stateOf(project, "postgres")).toMatchObject({
      state: "unhealthy",
      problem: expect.stringContaining("2000 ms") as string,
    });
    await docker("unpause", project.names.postgres);
    expect(await stateOf(project, "postgres")).toMatchObject({ state: "healthy" });

    // Nobody looks meanwhile: the engine's own memory has to tell.
    await docker("pause", project.names.postgres);
    await docker("unpause", project.names.postgres);
    expect(await stateOf(project, "postgres")).toMatchObject({ state: "degraded" });
    expect(await stateOf(project, "redis")).toMatchObject({ state: "healthy" });
    expect((await project.json("status")).document).toMatchObject({ status: "ready" });

    await project.succeed("down");
    await project.succeed("up");
    expect(await stateOf(project, "postgres")).toMatchObject({ state: "healthy" });
  });

  test("killed, the engine starts it again: one restart is told, two are flapping", async () => {
    await using project = await TemporaryProject.create();
    await project.succeed("up");
    await killServer(project, "redis");
    expect(await whenAnswering(project, "redis")).toMatchObject({ state: "healthy", recentRestarts: 1 });
    await killServer(project, "redis");
    expect(await whenAnswering(project, "redis")).toMatchObject({ state: "degraded", recentRestarts: 2 });
    expect((await project.json("up")).document).toMatchObject({ unchanged: true });

    await killServer(project, "postgres");
    expect(await whenAnswering(project, "postgres")).toMatchObject({ state: "healthy", recentRestarts: 1 });
  });
});

async function stateOf(project: TemporaryProject, name: string): Promise<Service> {
  const { document } = await project.json<{ services: (Service & { service: { name: string } })[] }>(
    "status",
  );
  const found = document.services.find(({ service }) => service.name === name);
  if (found === undefined) throw new Error(`status does not tell of ${name}`);
  return found;
}

async function whenAnswering(project: TemporaryProject, name: string): Promise<Service> {
  return eventually(`${name} answers again`, async () => {
    const service = await stateOf(project, name);
    return service.state === "stopped" || service.state === "starting" ? undefined : service;
  });
}

/** `kill -9` of the server itself, from outside its container: from inside, the kernel shields it. */
async function killServer(project: TemporaryProject, service: "postgres" | "redis"): Promise<void> {
  const name = project.names[service];
  const { State } = await inspect<{ State: { Pid: number; StartedAt: string } }>("container", name);
  const kill = ["--entrypoint", "kill", "postgres:18.0-alpine", "-9", String(State.Pid)];
  await docker("run", "--rm", "--pid", "host", "--network", "none", ...kill);
  await eventually(`the engine starts ${name} again`, async () => {
    const now = await inspect<{ State: { Running: boolean; StartedAt: string } }>("container", name);
    return (now.State.Running && now.State.StartedAt !== State.StartedAt) || undefined;
  });
}
