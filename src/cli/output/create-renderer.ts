import type { Output } from "../io.js";
import { createLineRenderer } from "./line-renderer.js";
import { createStyle } from "./style.js";
import type { Renderer } from "./renderer.js";
import { createTerminalRenderer } from "./terminal-renderer.js";

export interface RendererOptions {
  output: Output;
  /** Redraws lines where the terminal supports it. */
  animate: boolean;
  /** Warnings only. */
  quiet: boolean;
  /** Phases and their durations too. */
  verbose: boolean;
}

export function createRenderer({ output, animate, quiet, verbose }: RendererOptions): Renderer {
  const style = createStyle(output.hasColors);
  const renderer =
    animate && output.isTerminal && !quiet
      ? createTerminalRenderer({ output, style })
      : createLineRenderer({ output, style, verbose });
  const warned = new Set<string>();
  return {
    event: (event) => {
      if (quiet && event.type !== "warning") return;
      // A report lists the warnings again, for readers of the report alone.
      if (event.type === "warning" && warned.has(event.message)) return;
      if (event.type === "warning") warned.add(event.message);
      renderer.event(event);
    },
    finish: () => renderer.finish(),
  };
}
