import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { measureResources, resourceShortage } from "./resources.js";

const here = { kind: "this", dataPath: tmpdir() } as const;

const setPlatform = (platform: NodeJS.Platform) =>
  vi.spyOn(process, "platform", "get").mockReturnValue(platform);
beforeEach(() => void setPlatform("linux"));
afterEach(() => vi.restoreAllMocks());

test("measures this machine in whole megabytes", async () => {
  const report = await measureResources(here, { minFreeMemMB: 0, minFreeDiskMB: 0 });
  for (const value of [report.cpuCount, report.freeMemMB, report.freeDiskMB]) {
    expect(Number.isInteger(value)).toBe(true);
    expect(value).toBeGreaterThanOrEqual(0);
  }
  // More than a megabyte and less than an exabyte: the unit is what the name says.
  expect(report.freeMemMB).toBeGreaterThan(1);
  expect(report.freeMemMB).toBeLessThan(2 ** 40);
});

test("less than what is needed does not pass, and says how much is missing", async () => {
  const needed = 2 ** 40;
  const short = await measureResources(here, { minFreeMemMB: needed, minFreeDiskMB: 0 });
  expect(short.pass).toBe(false);
  expect(short.warnings).toContain(`${short.freeMemMB} MB of memory free; ${needed} MB needed`);
  const full = await measureResources(here, { minFreeMemMB: 0, minFreeDiskMB: needed });
  expect(full.pass).toBe(false);
  expect(full.warnings).toContain(`${full.freeDiskMB} MB of disk free at ${tmpdir()}; ${needed} MB needed`);
});

test("macOS does not tell what memory could be had, so it is not short", async () => {
  setPlatform("darwin");
  const report = await measureResources(here, { minFreeMemMB: 2 ** 40, minFreeDiskMB: 0 });
  expect(report).toMatchObject({ pass: true });
  expect(report.freeMemMB).toBeUndefined();
});

test("of another machine it says what that tells, and claims nothing of what is free there", async () => {
  const machine = { kind: "other", cpuCount: 6, totalMemMB: 400 } as const;
  const needed = { minFreeMemMB: 64, minFreeDiskMB: 80 };
  expect(await measureResources(machine, needed)).toEqual({
    cpuCount: 6,
    totalMemMB: 400,
    warnings: ["400 MB of memory on the engine's machine; 512 MB recommended"],
    pass: true,
  });
  expect(await measureResources({ ...machine, totalMemMB: 63 }, needed)).toMatchObject({
    warnings: ["63 MB of memory on the engine's machine; 64 MB needed"],
    pass: false,
  });
});

test("a disk that cannot be seen from here is not told of", async () => {
  const report = await measureResources({ kind: "this" }, { minFreeMemMB: 0, minFreeDiskMB: 2 ** 40 });
  expect(report).toMatchObject({ pass: true });
  expect(report).not.toHaveProperty("freeDiskMB");
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
