import { randomUUID } from "node:crypto";
import { UNSAFE_IN_LINES, visible } from "../../system/visible-text.js";

/**
 * The control sequences that infra itself writes begin with this in place of a bare escape character. It is random, so that
 * no text from a server, a file or another process can contain it; {@link terminalText} turns it into the escape character.
 */
const OWN = `\u001B${randomUUID()}`;

const OWN_SEQUENCE = new RegExp(`${OWN}\\[[\\d;?]*[A-Za-z]`, "g");
const OBEYED = new RegExp(`${OWN}|\\r\\n|${UNSAFE_IN_LINES}`, "gu");

/** A control sequence of infra's own: `[32m`. */
export function ownSequence(code: string): string {
  return OWN + code;
}

/** The text for a terminal: sequences of infra take effect; every other control character is escaped (`\x1b`). */
export function terminalText(text: string): string {
  return text.replaceAll(OBEYED, (found) => {
    if (found === OWN) return "\u001B";
    return found === "\r\n" ? "\n" : visible(found);
  });
}

/** The text without infra's own sequences, as it is shown. */
export function shownText(text: string): string {
  return terminalText(text.replaceAll(OWN_SEQUENCE, ""));
}
