import { styleText } from "node:util";

/** Colours by meaning, so that one place decides how things look. */
export interface Style {
  strong: (text: string) => string;
  faint: (text: string) => string;
  good: (text: string) => string;
  warning: (text: string) => string;
  bad: (text: string) => string;
  accent: (text: string) => string;
}

export function createStyle(colors: boolean): Style {
  return {
    strong: paint("bold", colors),
    faint: paint("dim", colors),
    good: paint("green", colors),
    warning: paint("yellow", colors),
    bad: paint("red", colors),
    accent: paint("cyan", colors),
  };
}

type Format = Extract<Parameters<typeof styleText>[0], string>;

function paint(format: Format, colors: boolean): (text: string) => string {
  // Whether to paint was decided for the stream the text goes to; styleText would look at stdout.
  return colors ? (text) => styleText(format, text, { validateStream: false }) : (text) => text;
}
