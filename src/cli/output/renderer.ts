import type { InfraEvent } from "../../events.js";

/** Shows the progress of an operation. */
export interface Renderer {
  event(event: InfraEvent): void;
  /** Leaves the terminal as it was found; events that come later are still shown. May be called more than once. */
  finish(): void;
}
