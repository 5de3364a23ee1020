import { expect, test } from "vitest";
import { TemporaryProject } from "../../support/temporary-project.js";
import { eventually } from "../../support/eventually.js";

interface Status {
  status: string;
  services: { state: string; problem?: string; ref?: string; recentRestarts: number }[];
}

test("servers that were asked to end are no failure and no restart; one that was killed is", async () => {
  await using project = await TemporaryProject.create();
  await project.succeed("up");

  // As a shutdown of the machine does, or an `infra down` that was killed half-way.
  await endWith(project, 0, "SIGINT");
  const one = await statusOf(project);
  expect(one).toMatchObject({ status: "error", services: [{ state: "stopped" }, { state: "healthy" }] });
  expect(one.services[0]?.problem).toContain("was stopped and not started again");
  await endWith(project, 1, "SIGTERM");
  expect((await statusOf(project)).status).toBe("stopped");
  expect((await project.json("doctor")).document).toMatchObject({ pass: true });

  await project.succeed("up");
  expect(await statusOf(project)).toMatchObject({
    status: "ready",
    services: [{ recentRestarts: 0 }, { recentRestarts: 0 }],
  });

  await endWith(project, 1, "SIGKILL");
  const killed = await statusOf(project);
  expect(killed.status).toBe("error");
  expect(killed.services[1]?.problem).toContain("ended unexpectedly");
});

async function statusOf(project: TemporaryProject): Promise<Status> {
  return (await project.json<Status>("status")).document;
}

async function endWith(project: TemporaryProject, index: number, signal: NodeJS.Signals): Promise<void> {
  const { ref } = (await statusOf(project)).services[index] ?? {};
  process.kill(Number(ref), signal);
  await eventually(`${ref} has ended`, async () =>
    (await project.processes()).every(({ pid }) => pid !== Number(ref)) ? true : undefined,
  );
}
