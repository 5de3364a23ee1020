import { expect, test } from "vitest";
import { recordingOutput } from "../../../test/support/recording-io.js";
import type { InfraEvent } from "../../events.js";
import { createLineRenderer } from "./line-renderer.js";
import { createStyle } from "./style.js";

function render(
  events: readonly InfraEvent[],
  options: { verbose?: boolean; now?: () => number } = {},
): string {
  const output = recordingOutput();
  const renderer = createLineRenderer({ output, style: createStyle(false), verbose: false, ...options });
  for (const event of events) renderer.event(event);
  renderer.finish();
  return output.text;
}

test("each step is a line, in order", () => {
  const text = render([
    { type: "phase.started", phase: "start" },
    { type: "service.starting", service: "postgres", reason: "not running" },
    { type: "service.ready", service: "postgres", durationMs: 820, detail: "PostgreSQL 18.4" },
    { type: "migration.started", filename: "001_a.sql", index: 0, total: 2 },
    { type: "migration.applied", filename: "001_a.sql", durationMs: 12, index: 0, total: 2 },
    { type: "migration.notice", filename: "001_a.sql", severity: "WARNING", message: "cut", line: 4 },
    { type: "migration.notice", filename: "001_a.sql", severity: "NOTICE", message: "hello" },
    { type: "lock.waiting", holder: "infra up (pid 7)" },
    { type: "phase.finished", phase: "start", durationMs: 900 },
  ]);
  expect(text).toBe(
    [
      "INFO  Starting Postgres (not running)",
      "INFO  Postgres is ready after 820 ms (PostgreSQL 18.4)",
      "INFO  Applied 001_a.sql in 12 ms (1 of 2)",
      "WARN  001_a.sql:4: WARNING: cut",
      "INFO  001_a.sql: NOTICE: hello",
      "INFO  Waiting for another command: infra up (pid 7)",
      "",
    ].join("\n"),
  );
});

test("a service that ran before is no step, unless more is asked for", () => {
  const ready: InfraEvent = { type: "service.ready", service: "redis", durationMs: 3, detail: "PONG" };
  expect(render([ready])).toBe("");
  expect(render([ready], { verbose: true })).toBe("INFO  Redis is ready after 3 ms (PONG)\n");
});

test("long work speaks at its start, every two seconds and once at its end", () => {
  let now = 0;
  const steps = [0, 1, 2, 3, 4, 5, 6, 7].map((done): InfraEvent => ({
    type: "progress",
    what: "Fetching",
    done: done * 1e6,
    total: 6e6,
    unit: "bytes",
  }));
  const text = render(steps, { now: () => (now += 700) });
  expect(text.trim().split("\n")).toEqual([
    "INFO  Fetching: 0.0 of 6.0 MB",
    expect.stringMatching(/^INFO {2}Fetching: \d\.0 of 6\.0 MB$/),
    "INFO  Fetching: 6.0 of 6.0 MB",
  ]);
});

test("phases are told when asked for more", () => {
  const events: InfraEvent[] = [
    { type: "phase.started", phase: "migrations" },
    { type: "phase.finished", phase: "migrations", durationMs: 5 },
  ];
  expect(render(events)).toBe("");
  expect(render(events, { verbose: true })).toBe(
    "INFO  Applying migrations\nINFO  Applying migrations: done in 5 ms\n",
  );
});
