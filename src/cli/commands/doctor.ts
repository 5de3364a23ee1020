import { InfraError } from "../../errors/infra-error.js";
import type { DoctorReport } from "../../operations/doctor.js";
import { defineCommand } from "../command.js";
import { exitCodeOf } from "../failure.js";
import { doctorText } from "../views/doctor-text.js";

export const doctorCommand = defineCommand({
  name: "doctor",
  summary: "check for problems and print a fix for each",
  description:
    "Checks the runtime, the ports, the data and the machine's resources. It changes nothing.\n" +
    "The exit code is 0 if `infra up` can run, otherwise the exit code that `infra up` would have.",
  examples: [
    ["infra doctor", "findings and fixes"],
    ["infra doctor --json", "the same as JSON"],
  ],
  progress: "stderr",
  run: async ({ operation, style, io }) => {
    const { doctor } = await import("../../operations/doctor.js");
    const report = await doctor(operation);
    const failure = firstFailure(report);
    return {
      document: report,
      text: doctorText(report, { style, width: io.stdout.columns }),
      ...(failure !== undefined && { exitCode: exitCodeOf(failure), failure }),
    };
  },
});

function firstFailure({ findings }: DoctorReport): Error | undefined {
  const finding = findings.find(({ severity }) => severity === "error");
  return finding && (finding.error ?? new InfraError("USAGE", finding.message));
}
