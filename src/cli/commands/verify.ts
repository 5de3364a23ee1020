import { defineCommand } from "../command.js";

export const verifyCommand = defineCommand({
  name: "verify",
  summary: "check images against IMAGE_DIGESTS (docker runtime only)",
  description:
    "Verification compares container images with IMAGE_DIGESTS. It concerns the docker runtime only: on the native\n" +
    "runtime there are no images, and this command checks nothing yet and says so.",
  examples: [["infra verify", "says what was checked"]],
  progress: "stderr",
  run: async ({ operation }) => {
    const { verify } = await import("../../operations/verify.js");
    const report = await verify(operation);
    return { document: report, text: `${report.message}\n` };
  },
});
