import type { ServiceName } from "../services/service.js";

/** Why a server ended, according to its output. `line`: the line that decides it, without time and process id. */
export type EndReason =
  | { kind: "port"; line: string }
  | { kind: "setting"; line: string; setting: string }
  | { kind: "disk-full"; line: string }
  | { kind: "other"; line?: string };

type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/** @param output what the server wrote since it was started, oldest line first */
export function endReason(
  service: ServiceName,
  output: readonly string[],
  settings: ServerSettings,
): EndReason {
  const complaints = service === "postgres" ? postgresComplaints(output) : redisComplaints(output);
  const taken = complaints.findLast((line) => /address already in use/i.test(line));
  if (taken !== undefined) return { kind: "port", line: taken };
  for (const line of complaints.toReversed()) {
    const setting = settingIn(line, settings);
    if (setting !== undefined) return { kind: "setting", line, setting };
  }
  const full = complaints.findLast((line) => /no space left on device/i.test(line));
  if (full !== undefined) return { kind: "disk-full", line: full };
  const line = complaints.findLast((each) => FATAL.test(each)) ?? complaints.at(-1);
  return { kind: "other", ...(line !== undefined && { line }) };
}

const FATAL = /^(FATAL|PANIC): /;

/** What PostgreSQL says in a configuration error is a LOG line; FATAL then only counts the errors. */
const CONFIGURATION_ERROR =
  /unrecognized configuration parameter|parameter "[^"]+"|^LOG: syntax error in file|address already in use/i;

function postgresComplaints(output: readonly string[]): string[] {
  const messages = output.flatMap((line) => {
    const [, severity = "", text = ""] = /\b(LOG|WARNING|ERROR|FATAL|PANIC): {1,2}(.*)$/.exec(line) ?? [];
    return text === "" ? [] : [`${severity}: ${text.trim()}`];
  });
  const serious = messages.filter((line) => FATAL.test(line) || CONFIGURATION_ERROR.test(line));
  const decisive = serious.filter((line) => !/configuration file .* contains errors/.test(line));
  // Before its first message it is the system that writes: a library is missing, memory is refused.
  return firstNotEmpty(decisive, serious, messages, wordsOf(output));
}

/** `1234:M 03 Oct 2026 19:00:00.000 # text`; `#` marks warnings. What comes before the log is open is bare text. */
const REDIS_LINE = /^\d+:[A-Z] .*?\d{2}:\d{2}:\d{2}\.\d+ ([.\-*#]) (.*)$/;

function redisComplaints(output: readonly string[]): string[] {
  const directive = output.findLast((line) => line.startsWith(">>> "));
  if (directive !== undefined) {
    const why = output[output.lastIndexOf(directive) + 1] ?? "";
    return [`${directive.slice(4).replaceAll(/^'|'$/g, "")}: ${why.trim()}`];
  }
  const warnings = output.flatMap((line) => {
    const [, level, text = ""] = REDIS_LINE.exec(line) ?? [];
    return level === "#" && !HARMLESS.test(text) ? [text.trim()] : [];
  });
  // The last line only says that it gives up; the one before says why.
  const named = warnings.filter((text) => !/, aborting\.?$/.test(text));
  const bare = wordsOf(output).filter((line) => !REDIS_LINE.test(line) && /[A-Za-z]{3}/.test(line));
  return firstNotEmpty(named, warnings, bare, wordsOf(output));
}

/** What Redis warns of at every start. */
const HARMLESS = /^(WARNING |oO0O|Redis version=|Configuration loaded|Server initialized)/;

/** The setting of ours that a line names, by its name or by its value. */
function settingIn(line: string, settings: ServerSettings): string | undefined {
  const byName = Object.keys(settings).find(
    (name) => line.includes(`"${name}"`) || line.toLowerCase().startsWith(`${name.toLowerCase()} `),
  );
  const byValue = Object.entries(settings).find(
    ([, value]) => typeof value === "string" && value.length > 2 && line.includes(`"${value}"`),
  );
  return byName ?? byValue?.[0];
}

function wordsOf(output: readonly string[]): string[] {
  return output.map((line) => line.trim()).filter((line) => line !== "");
}

function firstNotEmpty(...choices: string[][]): string[] {
  return choices.find((each) => each.length > 0) ?? [];
}
