import { describe, inject } from "vitest";

/** Tests that need a container engine. Skipped where none answers; the suite's setup has said so then. */
export const describeWithEngine = describe.skipIf(!inject("engineAnswers"));
