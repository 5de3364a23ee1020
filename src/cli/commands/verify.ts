import { defineCommand } from "../command.js";
import { verifyText } from "../views/verify-text.js";

export const verifyCommand = defineCommand<{ pullMissing?: true; update?: true }>({
  name: "verify",
  summary: "check the images against IMAGE_DIGESTS",
  description:
    "Compares the images on this machine, and those the running containers use, with the lines repo:tag@sha256:… of\n" +
    "IMAGE_DIGESTS. Changes nothing without --update. On the native runtime, the files of PostgreSQL and Redis and the\n" +
    "running programs are compared with the hashes in infra's package, in its cache or in dpkg's list.\n" +
    "Exit codes: 0 everything matches, 40 something does not match, 41 IMAGE_DIGESTS is missing or unreadable.",
  examples: [
    ["infra verify", "check the images that are present"],
    ["infra verify --pull-missing", "pull missing images, then check"],
    ["infra verify --update", "accept the images that are present: rewrite IMAGE_DIGESTS"],
  ],
  progress: "stderr",
  configure: (command) => {
    command
      .option("--pull-missing", "pull images that are not on this machine")
      .option("--update", "write the digests of the images on this machine to IMAGE_DIGESTS");
  },
  run: async ({ operation }, { options }) => {
    const { verify } = await import("../../operations/verify.js");
    const report = await verify({
      ...operation,
      pullMissing: options.pullMissing === true,
      update: options.update === true,
    });
    return { document: report, text: verifyText(report), exitCode: report.pass ? 0 : 40 };
  },
});
