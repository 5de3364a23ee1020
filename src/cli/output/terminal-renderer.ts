import type { InfraEvent, Phase } from "../../events.js";
import { SERVICE_TITLES, type ServiceName } from "../../services/service.js";
import type { Output } from "../io.js";
import { formatDuration } from "./duration.js";
import { amountText, eventText, PHASE_TITLES } from "./event-text.js";
import type { Renderer } from "./renderer.js";
import type { Style } from "./style.js";
import { CLEAR_LINE, HIDE_CURSOR, SHOW_CURSOR } from "./terminal.js";
import { cutToWidth, hanging } from "./width.js";

export interface TerminalRendererOptions {
  output: Output;
  style: Style;
}

const FRAMES = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const FRAME_INTERVAL_MS = 80;
const BAR_WIDTH = 20;
/** Reserved columns: spinner and blank before the text, and the `^C` that a terminal echoes after it. */
const MARGIN = 5;

/** Progress on a terminal: a line with ✔ for each finished step, and one changing line below for the current step. */
export function createTerminalRenderer({ output, style }: TerminalRendererOptions): Renderer {
  let live: string | undefined;
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    const spinner = FRAMES[frame % FRAMES.length] ?? "";
    output.write(`${CLEAR_LINE}${style.accent(spinner)} ${cutToWidth(live ?? "", output.columns - MARGIN)}`);
  };
  const show = (text: string) => {
    live = text;
    if (timer === undefined) {
      output.write(HIDE_CURSOR);
      timer = setInterval(() => {
        frame += 1;
        draw();
      }, FRAME_INTERVAL_MS).unref();
    }
    draw();
  };
  const finish = () => {
    live = undefined;
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    output.write(`${CLEAR_LINE}${SHOW_CURSOR}`);
  };
  const keep = (line: string) => {
    if (timer !== undefined) output.write(CLEAR_LINE);
    output.write(`${line}\n`);
    if (live !== undefined) draw();
  };
  return { event: terminalEvents({ show, keep, finish, style }), finish };
}

interface Display {
  /** Replaces the moving line. */
  show: (text: string) => void;
  /** Adds a line that stays. */
  keep: (line: string) => void;
  finish: () => void;
  style: Style;
}

function terminalEvents({ show, keep, finish, style }: Display): (event: InfraEvent) => void {
  const running = new Set<Phase>();
  const done = (text: string, durationMs: number) =>
    keep(`${style.good("✔")} ${text} ${style.faint(formatDuration(durationMs))}`);
  const started = new Set<ServiceName>();
  const starting = new Set<ServiceName>();
  const applied = { migration: 0, seed: 0 };

  const showWork = () => {
    const phase = [...running].at(-1);
    if (starting.size > 0)
      show(`Starting ${[...starting].map((each) => SERVICE_TITLES[each]).join(" and ")}`);
    else if (phase === undefined) finish();
    else show(PHASE_TITLES[phase]);
  };

  return (event) => {
    switch (event.type) {
      case "phase.started":
        running.add(event.phase);
        return showWork();
      case "phase.finished": {
        running.delete(event.phase);
        if (event.phase === "migrations" && applied.migration > 0) {
          done(`Applied ${amount(applied.migration, "migration")}`, event.durationMs);
        }
        if (event.phase === "seeds" && applied.seed > 0) {
          done(`Applied ${amount(applied.seed, "seed")}`, event.durationMs);
        }
        return showWork();
      }
      case "progress":
        return show(`${event.what}  ${bar(event)}${amountText(event)}`);
      case "service.starting":
        started.add(event.service);
        starting.add(event.service);
        return showWork();
      case "service.ready":
        // The summary lists services that were already running; these lines show only what this command did.
        if (!started.has(event.service)) return undefined;
        starting.delete(event.service);
        showWork();
        return done(`${SERVICE_TITLES[event.service]} is ready (${event.detail})`, event.durationMs);
      case "migration.started":
      case "seed.started": {
        const title = event.type === "seed.started" ? PHASE_TITLES.seeds : PHASE_TITLES.migrations;
        return show(`${title}  ${bar({ done: event.index, total: event.total })}${event.filename}`);
      }
      case "migration.applied":
        applied.migration += 1;
        return undefined;
      case "seed.applied":
        applied.seed += 1;
        return undefined;
      case "step":
        // Printed when it begins. The next line shows that it is done.
        return keep(`${style.accent("·")} ${hanging(event.message, 2)}`);
      case "lock.waiting":
        return show(eventText(event)?.text ?? "");
      case "service.stopped":
      case "migration.notice":
      case "seed.notice":
      case "warning": {
        const sentence = eventText(event);
        if (sentence === undefined) return undefined;
        const mark = sentence.severity === "warning" ? style.warning("!") : style.good("✔");
        return keep(`${mark} ${hanging(sentence.text, 2)}`);
      }
    }
  };
}

function amount(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? "" : "s"}`;
}

function bar({ done, total }: { done: number; total?: number }): string {
  if (total === undefined || total === 0) return "";
  const filled = Math.min(BAR_WIDTH, Math.round((done / total) * BAR_WIDTH));
  return `${"█".repeat(filled)}${"░".repeat(BAR_WIDTH - filled)} `;
}
