import type { VerifyReport } from "../../operations/verify.js";
import { verdictLine, waysToMatch } from "../../images/image-policy.js";

/** A headline, then a line for each image. Scripts parse it. */
export function verifyText({ images, pass, updated, runtime }: VerifyReport): string {
  const advice = pass ? [] : ["", ...waysToMatch(runtime)];
  return [
    "VERIFY SUMMARY",
    ...images.map(verdictLine),
    ...(updated === undefined ? [] : [`Updated ${updated}`]),
    ...advice,
    "",
  ].join("\n");
}
