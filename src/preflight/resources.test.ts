import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { measureResources, resourceShortage } from "./resources.js";

test("measures this machine in whole megabytes", async () => {
  const report = await measureResources(tmpdir(), { minFreeMemMB: 0, minFreeDiskMB: 0 });
  for (const value of [report.cpuCount, report.freeMemMB, report.freeDiskMB]) {
    expect(Number.isInteger(value) && value >= 0).toBe(true);
  }
  // More than a megabyte and less than an exabyte: the unit is what the name says.
  expect(report.freeMemMB).toBeGreaterThan(1);
  expect(report.freeMemMB).toBeLessThan(2 ** 40);
});

test("less than what is needed does not pass, and says how much is missing", async () => {
  const needed = 2 ** 40;
  const short = await measureResources(tmpdir(), { minFreeMemMB: needed, minFreeDiskMB: 0 });
  expect(short.pass).toBe(false);
  expect(short.warnings).toContain(`${short.freeMemMB} MB of memory free; ${needed} MB needed`);
  const full = await measureResources(tmpdir(), { minFreeMemMB: 0, minFreeDiskMB: needed });
  expect(full.pass).toBe(false);
  expect(full.warnings).toContain(`${full.freeDiskMB} MB of disk free at ${tmpdir()}; ${needed} MB needed`);
});

test("only a catastrophic shortage stops a start", () => {
  const short = {
    cpuCount: 1,
    freeMemMB: 300,
    freeDiskMB: 200,
    warnings: ["300 MB of memory free"],
    pass: true,
  };
  expect(resourceShortage(short)).toBeUndefined();
  expect(resourceShortage({ ...short, pass: false })).toMatchObject({
    code: "RESOURCES_EXHAUSTED",
    message: "Not enough resources to start: 300 MB of memory free",
  });
});
