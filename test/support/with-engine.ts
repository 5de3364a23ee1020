import { describe, inject } from "vitest";

/** Tests that need a container engine. Skipped where none answers; the suite's setup has said so then. */
export const describeWithEngine = inject("engineAnswers")
  ? describe
  : (name: string, tests: () => void) =>
      describe.skip(`${name} (skipped: no container engine answers)`, tests);
