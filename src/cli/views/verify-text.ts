import type { VerifyReport } from "../../operations/verify.js";
import { verdictLine } from "../../operations/image-policy.js";

/** The report that scripts read: a headline, then a line for each image. */
export function verifyText({ images, pass, updated }: VerifyReport): string {
  const advice = pass
    ? []
    : ["", "Accept what is here: infra verify --update", "Pull what is missing: infra verify --pull-missing"];
  return [
    "VERIFY SUMMARY",
    ...images.map(verdictLine),
    ...(updated === undefined ? [] : [`Updated ${updated}`]),
    ...advice,
    "",
  ].join("\n");
}
