import { expect, test } from "vitest";
import { parseDownloadPercent } from "./apt-download.js";
import { cacheDirectory } from "./cache-directory.js";
import { parseOsRelease } from "./distribution.js";
import { parseVersion } from "./inspect-binary.js";
import { installHint } from "./install-hint.js";
import { parseArchiveName } from "./unpack-packages.js";

test.for([
  ["Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", "redis-server", "7.0.15", "redis"],
  ["Redis server v=8.2.3 sha=0", "redis-check-rdb", "8.2.3", "redis"],
  ["Valkey server v=8.1.1 sha=00000000:0", "redis-server", "8.1.1", "valkey"],
  ["Server v=7.2.5 sha=00000000:0", "valkey-server", "7.2.5", "valkey"],
  ["some notice first\nRedis server v=8.4.0-rc1 sha=0", "redis-server", "8.4.0-rc1", "redis"],
] as const)("version line %s of %s", ([output, name, version, flavour]) => {
  expect(parseVersion(output, name)).toEqual({ version, flavour });
});

test.for(["", "KeyDB server v=6.3.4", "redis-cli 7.0.15", "Redis server v="])("%s is no server", (output) => {
  expect(parseVersion(output, "redis-server")).toBeUndefined();
});

test("cache folder: own variable, XDG, then the system's habit", () => {
  const HOME = "/home/x";
  expect(cacheDirectory({ HOME, INFRA_CACHE_DIR: "/c", XDG_CACHE_HOME: "/xdg" }, "linux")).toBe("/c");
  expect(cacheDirectory({ HOME, XDG_CACHE_HOME: "/xdg" }, "linux")).toBe("/xdg/infra");
  expect(cacheDirectory({ HOME, XDG_CACHE_HOME: "relative" }, "linux")).toBe("/home/x/.cache/infra");
  expect(cacheDirectory({ HOME }, "darwin")).toBe("/home/x/Library/Caches/infra");
});

test("os-release with and without quotes and number", () => {
  const ubuntu = 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n';
  expect(parseOsRelease(ubuntu)).toEqual({
    id: "ubuntu",
    like: ["debian"],
    title: "Ubuntu 24.04.1 LTS",
    release: "ubuntu-24.04",
  });
  expect(parseOsRelease("ID=arch\nPRETTY_NAME='Arch Linux'").release).toBe("arch-rolling");
  expect(parseOsRelease("ID=debian\nVERSION_CODENAME=forky").release).toBe("debian-forky");
});

test("the hint names the command of the system or of one it descends from", () => {
  const system = { title: "", release: "" };
  expect(installHint({ ...system, id: "debian", like: [] })).toContain("apt-get install redis-server");
  expect(installHint({ ...system, id: "rocky", like: ["rhel", "fedora"] })).toContain("dnf install");
  expect(installHint({ ...system, id: "plan9", like: [] })).toContain("redis.binary");
});

test("apt's status lines and file names", () => {
  expect(parseDownloadPercent("dlstatus:3:26.8867:Retrieving file 3 of 4")).toBe(26);
  expect(parseDownloadPercent("pmstatus:dpkg:3:installing")).toBeUndefined();
  expect(parseArchiveName("/c/redis-tools_5%3a7.0.15-1~deb12u10_amd64.deb")).toEqual({
    name: "redis-tools",
    version: "5:7.0.15-1~deb12u10",
  });
});
