import { expect, test } from "vitest";
import type { InfraEvent } from "../../events.js";
import { withUndo } from "./with-undo.js";

function recordingContext() {
  const events: InfraEvent[] = [];
  return { events, emit: (event: InfraEvent) => events.push(event), signal: new AbortController().signal };
}

test("what work acquired stays when it succeeds", async () => {
  const context = recordingContext();
  const released: string[] = [];
  const result = await withUndo(context, async (undo) => {
    undo.push("Redis", async () => released.push("Redis"));
    return "up";
  });
  expect({ result, released, events: context.events }).toEqual({ result: "up", released: [], events: [] });
});

test("the first failure is what is thrown, and a release that fails is told besides", async () => {
  const context = recordingContext();
  const released: string[] = [];
  const failure = new Error("not healthy");
  const work = withUndo(context, async (undo) => {
    undo.push("Redis", async () => released.push("Redis"));
    undo.push("Postgres", () => Promise.reject(new Error("it does not end")));
    throw failure;
  });
  await expect(work).rejects.toBe(failure);
  expect(released).toEqual(["Redis"]);
  expect(context.events).toEqual([
    { type: "warning", message: "Postgres could not be stopped again: it does not end" },
  ]);
});
