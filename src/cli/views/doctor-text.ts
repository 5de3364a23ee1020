import type { DoctorReport } from "../../operations/doctor.js";
import type { Finding } from "../../runtime/runtime.js";
import { formatFields } from "../output/fields.js";
import type { Style } from "../output/style.js";
import { infra } from "../../system/own-command.js";

/** The findings, each with its fix below it, and the resources. */
export function doctorText(report: DoctorReport, { style, width }: { style: Style; width: number }): string {
  const { resources, findings } = report;
  return [
    `${style.strong(report.name)} ${style.faint(`(${report.runtime} runtime)`)}\n\n`,
    ...findings.map((finding) => findingText(finding, style)),
    "\n",
    formatFields(
      [
        ["CPUs", String(resources.cpuCount)],
        ...(resources.totalMemMB === undefined ? [] : [field("Memory", resources.totalMemMB)]),
        field("Free memory", resources.freeMemMB),
        field("Free disk", resources.freeDiskMB),
      ],
      { style, width },
    ),
    `\n${verdict(findings, style)}\n`,
  ].join("");
}

function field(name: string, sizeMB: number | undefined): [string, string] {
  return [name, sizeMB === undefined ? "unknown for the engine's machine" : `${sizeMB} MB`];
}

function findingText({ severity, check, message, fix }: Finding, style: Style): string {
  const [first = "", ...more] = message.split("\n");
  const fixes = (fix ?? "").split("\n").filter((line) => line !== "");
  return [
    `${mark(severity, style)} ${style.strong(check)}: ${first}`,
    ...more.map((line) => `  ${line}`),
    ...fixes.map((line) => `  ${style.accent("→")} ${line}`),
    "",
  ].join("\n");
}

function mark(severity: Finding["severity"], style: Style): string {
  switch (severity) {
    case "ok":
      return style.good("✔");
    case "warning":
      return style.warning("!");
    case "error":
      return style.bad("✖");
  }
}

function verdict(findings: readonly Finding[], style: Style): string {
  const count = (severity: Finding["severity"]) =>
    findings.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const many = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  if (errors > 0)
    return style.bad(`${many(errors, "error")}, ${many(warnings, "warning")}: ${infra("up")} would fail`);
  if (warnings > 0) return style.warning(`${many(warnings, "warning")}: ${infra("up")} can run`);
  return style.good("No problems found");
}
