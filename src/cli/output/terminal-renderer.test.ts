import { expect, test } from "vitest";
import { recordingOutput } from "../../../test/support/recording-io.js";
import { createStyle } from "./style.js";
import { createTerminalRenderer } from "./terminal-renderer.js";
import { terminalText } from "./own-sequences.js";
import * as sequences from "./terminal.js";

const CLEAR_LINE = terminalText(sequences.CLEAR_LINE);
const HIDE_CURSOR = terminalText(sequences.HIDE_CURSOR);
const SHOW_CURSOR = terminalText(sequences.SHOW_CURSOR);

function terminal(columns = 80) {
  const output = recordingOutput({ isTerminal: true, columns });
  return { output, renderer: createTerminalRenderer({ output, style: createStyle(false) }) };
}

/** What a terminal shows in the end: of each line what was written after the last clearing. */
function screen(text: string): string[] {
  return text
    .replaceAll(HIDE_CURSOR, "")
    .replaceAll(SHOW_CURSOR, "")
    .split("\n")
    .map((line) => line.split(CLEAR_LINE).at(-1) ?? "");
}

test("what is done stays, what goes on is the last line", () => {
  const { output, renderer } = terminal();
  renderer.event({ type: "phase.started", phase: "start" });
  renderer.event({ type: "service.starting", service: "redis", reason: "not running" });
  renderer.event({ type: "service.starting", service: "postgres", reason: "not running" });
  renderer.event({ type: "step", message: "Creating data" });
  expect(screen(output.text).at(-1)).toMatch(/^. Starting Redis and Postgres$/);
  renderer.event({ type: "service.ready", service: "redis", durationMs: 120, detail: "PONG" });
  expect(screen(output.text)).toEqual([
    "· Creating data",
    "✔ Redis is ready (PONG) 120 ms",
    expect.stringMatching(/^. Starting Postgres$/),
  ]);
  renderer.finish();
});

test("a service that ran before is no news", () => {
  const { output, renderer } = terminal();
  renderer.event({ type: "service.ready", service: "redis", durationMs: 3, detail: "PONG" });
  renderer.finish();
  expect(output.text).toBe("");
});

test("the end leaves no moving line and shows the cursor again", () => {
  const { output, renderer } = terminal();
  renderer.event({ type: "phase.started", phase: "migrations" });
  renderer.event({ type: "migration.started", filename: "001_a.sql", index: 0, total: 2 });
  renderer.event({ type: "migration.applied", filename: "001_a.sql", durationMs: 1, index: 0, total: 2 });
  renderer.event({ type: "phase.finished", phase: "migrations", durationMs: 7 });
  renderer.finish();
  renderer.finish();
  expect(screen(output.text)).toEqual(["✔ Applied 1 migration 7 ms", ""]);
  expect(output.text.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.text.lastIndexOf(HIDE_CURSOR));
});

test("the moving line never wraps, with room for an echoed ^C", () => {
  const { output, renderer } = terminal(30);
  renderer.event({ type: "progress", what: "Fetching redis-server", done: 3, total: 10, unit: "files" });
  expect(screen(output.text).at(-1)?.length).toBeLessThanOrEqual(28);
  renderer.finish();
});
