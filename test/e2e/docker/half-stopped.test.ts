import { expect, test } from "vitest";
import { docker } from "../../support/docker-cli.js";
import { eventually } from "../../support/eventually.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

interface Status {
  status: string;
  services: { state: string; problem?: string }[];
}

// As it is after `docker stop`, and after `infra down` was killed before it could remove what it had stopped.
describeWithEngine("what status says of an environment that is half gone", () => {
  test("containers that were stopped are no failure; one that is missing beside the other is", async () => {
    await using project = await TemporaryProject.create();
    await project.succeed("up");
    const { postgres, redis } = project.names;

    await docker("stop", postgres);
    expect(await statusOf(project)).toEqual({
      status: "error",
      postgres: "stopped: its container was stopped but not removed",
      redis: "healthy",
    });
    expect((await project.succeed("status")).stdout).toContain(
      "Postgres: its container was stopped but not removed",
    );

    await docker("stop", redis);
    expect(await statusOf(project)).toMatchObject({
      status: "stopped",
      redis: "stopped: its container was stopped but not removed",
    });
    expect((await project.json("doctor")).document).toMatchObject({ pass: true });

    await docker("rm", postgres);
    expect(await statusOf(project)).toMatchObject({ status: "stopped", postgres: "stopped" });

    await docker("start", redis);
    const alone = await eventually("Redis answers", async () => {
      const status = await statusOf(project);
      return status.redis === "healthy" ? status : undefined;
    });
    expect(alone).toMatchObject({ status: "error", postgres: "stopped: it is not running" });

    await project.succeed("up");
    expect(await statusOf(project)).toEqual({ status: "ready", postgres: "healthy", redis: "healthy" });
    await docker("kill", redis);
    await docker("wait", redis);
    expect(await statusOf(project)).toMatchObject({
      status: "error",
      redis: "stopped: its container exited (exit code 137)",
    });
  });
});

async function statusOf(project: TemporaryProject) {
  const { status, services } = (await project.json<Status>("status")).document;
  const [postgres, redis] = services.map(({ state, problem }) =>
    problem === undefined ? state : `${state}: ${problem}`,
  );
  return { status, postgres, redis };
}
