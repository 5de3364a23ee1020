import { ownSequence } from "./own-sequences.js";

/** Control sequences that every common terminal supports. */
export const HIDE_CURSOR = ownSequence("[?25l");
export const SHOW_CURSOR = ownSequence("[?25h");
/** To the first column, and nothing left on the line. */
export const CLEAR_LINE = ownSequence("[G") + ownSequence("[2K");

/** Moves to the start of the line this many lines up and clears everything from there. */
export function clearLinesAbove(count: number): string {
  return ownSequence(count === 0 ? "[G" : `[${count}F`) + ownSequence("[J");
}

interface Stream {
  isTTY?: boolean;
}

/** FORCE_COLOR, then NO_COLOR, then whether the terminal supports colours (the order Node.js itself uses). */
export function hasColors(stream: Stream, env: NodeJS.ProcessEnv): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb") return false;
  return stream.isTTY === true;
}

/** Whether lines may be redrawn: on an interactive terminal, not in the log of a CI job. */
export function isAnimatable(stream: Stream, env: NodeJS.ProcessEnv): boolean {
  const inCi = (env["CI"] ?? "") !== "" && env["CI"] !== "false";
  return stream.isTTY === true && !inCi && env["TERM"] !== "dumb";
}
