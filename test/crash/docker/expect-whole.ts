import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { query, redis } from "../../support/clients.js";
import { runtimeUnderTest } from "../../support/runtime-under-test.js";
import type { TemporaryProject } from "../../support/temporary-project.js";
import { succeed } from "../support/commands.js";
import { onceTable } from "../support/project.js";

/** Runs `infra up`, which has to end well, and checks what it leaves. */
export async function expectUpHeals(project: TemporaryProject): Promise<void> {
  await succeed(project, "up");
  await expectWhole(project);
}

/** Everything is there once, works, and nothing is left over. */
export async function expectWhole(project: TemporaryProject): Promise<void> {
  expect((await project.servers()).map(({ service }) => service)).toEqual(["postgres", "redis"]);
  const { postgres, redis: redisName, network, volume } = project.names;
  const objects = await runtimeUnderTest.remains(project.dir);
  expect(objects).toHaveLength(3);
  expect(objects).toEqual(
    expect.arrayContaining([`container ${postgres}`, `container ${redisName}`, `network ${network}`]),
  );
  expect(await runtimeUnderTest.data(project.dir)).toEqual([`volume ${volume}`]);
  expect(await redis(project, "PING")).toBe("PONG");
  await expectEveryFileAppliedOnce(project);
  expectNoLeftoverFiles(project);
  expect((await project.json("status")).document).toMatchObject({ ok: true, status: "ready" });
}

/** Nothing on the engine but the data, if there was any. */
export async function expectNothingRuns(project: TemporaryProject): Promise<void> {
  expect(await runtimeUnderTest.remains(project.dir)).toEqual([]);
  expectNoLeftoverFiles(project);
  expect((await project.json("status")).document).toMatchObject({ ok: true, status: "stopped" });
}

async function expectEveryFileAppliedOnce(project: TemporaryProject): Promise<void> {
  const files = readdirSync(join(project.dir, "migrations"))
    .toSorted()
    .map((filename) => ({ filename }));
  expect(await query(project, "select filename from schema_migrations order by filename")).toEqual(files);
  expect(await query(project, `select filename from ${onceTable} order by filename`)).toEqual(files);
}

function expectNoLeftoverFiles(project: TemporaryProject): void {
  const stateDir = join(project.dir, ".infra/tilemud");
  expect(readdirSync(join(stateDir, "lock")), "claims of the lock").toEqual([]);
  const names = [...readdirSync(stateDir), ...readdirSync(project.dir)];
  expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
}
