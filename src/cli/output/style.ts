import { ownSequence } from "./own-sequences.js";

/** Colours by meaning; the only place that defines them. */
export interface Style {
  strong: (text: string) => string;
  faint: (text: string) => string;
  good: (text: string) => string;
  warning: (text: string) => string;
  bad: (text: string) => string;
  accent: (text: string) => string;
}

/** Whether to paint is decided for the stream that the text goes to. */
export function createStyle(colors: boolean): Style {
  const paint = (on: number, off: number) => (text: string) =>
    colors ? `${ownSequence(`[${on}m`)}${text}${ownSequence(`[${off}m`)}` : text;
  return {
    strong: paint(1, 22),
    faint: paint(2, 22),
    good: paint(32, 39),
    warning: paint(33, 39),
    bad: paint(31, 39),
    accent: paint(36, 39),
  };
}
