import { Secret } from "../errors/secret.js";
import { visibleJson } from "../system/visible-text.js";

/** Lines of explanation by the path of what they stand above: `services.postgres.image`. */
export type Comments = Readonly<Record<string, string>>;

/**
 * Plain data as YAML, secrets revealed. Every text that is not beyond doubt a plain word is quoted as JSON, which YAML
 * reads the same way: no version of it takes one for a number, a date or a truth value.
 */
export function toYaml(value: object, comments: Comments = {}): string {
  return mapping(value, { path: "", indent: "", comments }).join("\n") + "\n";
}

interface Place {
  path: string;
  indent: string;
  comments: Comments;
}

function mapping(value: object, { path, indent, comments }: Place): string[] {
  return Object.entries(value).flatMap(([key, each]: [string, unknown]) => {
    const inner = { path: path === "" ? key : `${path}.${key}`, indent: `${indent}  `, comments };
    const comment = (comments[inner.path] ?? "").split("\n").filter((line) => line !== "");
    return [...comment.map((line) => `${indent}# ${line}`), ...entry(`${indent}${text(key)}:`, each, inner)];
  });
}

function entry(key: string, value: unknown, place: Place): string[] {
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    if (!items.some(isMapping)) return [`${key} [${items.map(scalar).join(", ")}]`];
    return [key, ...items.flatMap((item) => sequenceItem(item, place))];
  }
  if (!isMapping(value)) return [`${key} ${scalar(value)}`];
  return Object.keys(value).length === 0 ? [`${key} {}`] : [key, ...mapping(value, place)];
}

/** The dash takes the place of the first line's indentation. */
function sequenceItem(item: unknown, place: Place): string[] {
  if (!isMapping(item)) return [`${place.indent}- ${scalar(item)}`];
  const lines = mapping(item, { ...place, indent: `${place.indent}  ` });
  return lines.map((line, index) => (index === 0 ? `${place.indent}- ${line.trimStart()}` : line));
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Secret);
}

function scalar(value: unknown): string {
  if (value instanceof Secret) return text(value.reveal());
  return typeof value === "string" ? text(value) : JSON.stringify(value);
}

const PLAIN = /^[a-z][a-z0-9_./-]*$/i;
/** Words that some version of YAML takes for something else than text. */
const WORDS = /^(?:true|false|yes|no|on|off|y|n|null)$/i;

function text(value: string): string {
  if (PLAIN.test(value) && !WORDS.test(value)) return value;
  // JSON lets these stand as they are, YAML does not.
  return visibleJson(JSON.stringify(value)).replaceAll(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
}
