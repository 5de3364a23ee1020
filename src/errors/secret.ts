import { inspect } from "node:util";

/**
 * A password or token that cannot be printed by accident: in templates, JSON, `console.log` and error
 * details it reads `***`. Only {@link Secret.reveal} hands the value out.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  [inspect.custom](): string {
    return "Secret(***)";
  }
}
