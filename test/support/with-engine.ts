import { describe, inject } from "vitest";

/** Tests that need a container engine. Skipped where none answers; the suite's setup has said so then. */
// oxlint-disable-next-line vitest/valid-describe-callback, vitest/valid-title -- title and tests come where it is used
export const describeWithEngine = describe.skipIf(!inject("engineAnswers"));
