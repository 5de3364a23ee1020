import type { InfraEvent } from "../../events.js";
import type { ServiceName } from "../../services/service.js";
import type { Output } from "../io.js";
import { formatDuration } from "./duration.js";
import { amountText, eventText, PHASE_TITLES } from "./event-text.js";
import type { Renderer } from "./renderer.js";
import type { Style } from "./style.js";
import { hanging } from "./width.js";

export interface LineRendererOptions {
  output: Output;
  style: Style;
  verbose: boolean;
  /** Milliseconds of a monotonic clock. */
  now?: () => number;
}

/** Interval between two lines about the progress of long work. */
const PROGRESS_INTERVAL_MS = 2000;

/** Progress as a log: one line for each step, `INFO` or `WARN` first. */
export function createLineRenderer(options: LineRendererOptions): Renderer {
  const { output, style, verbose, now = () => performance.now() } = options;
  const info = (text: string) => output.write(`${style.accent("INFO")}  ${hanging(text, 6)}\n`);
  const warn = (text: string) => output.write(`${style.warning("WARN")}  ${hanging(text, 6)}\n`);
  const lastSaid = new Map<string, number>();

  const progress = (event: InfraEvent & { type: "progress" }) => {
    const said = lastSaid.get(event.what);
    const complete = event.total !== undefined && event.done >= event.total;
    const due = said === undefined || now() - said >= PROGRESS_INTERVAL_MS || complete;
    if (!due || said === Infinity) return;
    lastSaid.set(event.what, complete ? Infinity : now());
    info(`${event.what}: ${amountText(event)}`);
  };

  const started = new Set<ServiceName>();
  return {
    event: (event) => {
      if (event.type === "service.starting") started.add(event.service);
      // A service that was already running is no step of this command.
      if (event.type === "service.ready" && !started.has(event.service) && !verbose) return;
      const sentence = eventText(event);
      if (sentence !== undefined) (sentence.severity === "warning" ? warn : info)(sentence.text);
      else if (event.type === "progress") progress(event);
      else if (verbose && event.type === "phase.started") info(PHASE_TITLES[event.phase]);
      else if (verbose && event.type === "phase.finished")
        info(`${PHASE_TITLES[event.phase]}: done in ${formatDuration(event.durationMs)}`);
    },
    finish: () => undefined,
  };
}
