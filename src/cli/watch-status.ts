import { setTimeout as delay } from "node:timers/promises";
import type { StatusReport } from "../operations/status.js";
import type { CommandContext, CommandResult } from "./command.js";
import { clearLinesAbove } from "./output/terminal.js";
import { untilStopped } from "./until-stopped.js";
import { rowsTaken } from "./output/width.js";
import { statusText } from "./views/status-text.js";

const INTERVAL_MS = 1000;

/**
 * Shows the status until the signal: redrawn every second on a terminal, otherwise as a block at each change of
 * anything but the time.
 */
export async function watchStatus(
  look: () => Promise<StatusReport>,
  context: CommandContext,
): Promise<CommandResult> {
  const { io, style } = context;
  let drawnRows = 0;
  let lastChange = "";
  const show = (report: StatusReport) => {
    const text = statusText(report, { style, width: io.stdout.columns, cwd: io.cwd });
    if (io.stdout.isTerminal) {
      io.stdout.write(clearLinesAbove(drawnRows) + text);
      drawnRows = rowsTaken(text, io.stdout.columns);
    } else if (withoutClock(report) !== lastChange) {
      lastChange = withoutClock(report);
      io.stdout.write(`${new Date().toISOString()}\n${text}\n`);
    }
  };
  const exitCode = await untilStopped(context, async (signal) => {
    for (;;) {
      show(await look());
      await delay(INTERVAL_MS, undefined, { signal });
    }
  });
  return { document: {}, exitCode };
}

function withoutClock(report: StatusReport): string {
  return JSON.stringify(report, (key, value: unknown) => (key === "uptimeMs" ? undefined : value));
}
