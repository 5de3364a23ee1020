import type { Style } from "./style.js";
import { padVisible, visibleWidth, wrapWords } from "./width.js";

export interface FieldsOptions {
  style: Style;
  /** Long values are continued below their first line. */
  width: number;
}

/** `Title  value` lines, values under each other. Lines end with a line break. */
export function formatFields(
  fields: readonly (readonly [title: string, value: string])[],
  { style, width }: FieldsOptions,
): string {
  const indent = Math.max(...fields.map(([title]) => visibleWidth(title))) + 2;
  return fields
    .map(([title, value]) => {
      const [first = "", ...more] = wrapWords(value, width - indent);
      const rest = more.map((line) => " ".repeat(indent) + line + "\n").join("");
      return `${style.faint(padVisible(title, indent))}${first}\n${rest}`;
    })
    .join("");
}
