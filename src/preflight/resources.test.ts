import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { measureResources, requireResources } from "./resources.js";

test("measures this machine in whole megabytes", async () => {
  const report = await measureResources(tmpdir());
  for (const value of [report.cpuCount, report.freeMemMB, report.freeDiskMB]) {
    expect(Number.isInteger(value) && value >= 0).toBe(true);
  }
  // More than a megabyte and less than an exabyte: the unit is what the name says.
  expect(report.freeMemMB).toBeGreaterThan(1);
  expect(report.freeMemMB).toBeLessThan(2 ** 40);
});

test("only a catastrophic shortage stops a start", () => {
  const short = {
    cpuCount: 1,
    freeMemMB: 300,
    freeDiskMB: 200,
    warnings: ["300 MB of memory free"],
    pass: true,
  };
  expect(() => requireResources(short)).not.toThrow();
  expect(() => requireResources({ ...short, pass: false })).toThrow("Not enough resources to start: 300 MB");
});
