import { expect, test } from "vitest";
import { Secret } from "../../errors/secret.js";
import type { ServiceStatus } from "../../operations/stages/describe-services.js";
import type { UpReport } from "../../operations/up.js";
import type { ServiceName } from "../../services/service.js";
import { createStyle } from "../output/style.js";
import { withCaller } from "../../system/own-command.js";
import { upSummary } from "./up-summary.js";

const report: UpReport = {
  status: "ready",
  unchanged: false,
  name: "tilemud",
  runtime: "native",
  runtimeReason: "no container engine answers",
  services: [service("postgres", "PostgreSQL 18.4"), service("redis", "Redis 7.0.15")],
  migrations: {
    applied: [{ filename: "001_a.sql", durationMs: 3 }],
    alreadyApplied: 2,
    extensionsCreated: [],
    durationMs: 4,
  },
  connection: {
    dbHost: "localhost",
    dbPort: 5438,
    dbName: "tilemud",
    dbUser: "tilemud",
    dbPassword: new Secret("hunter2"),
    redisHost: "localhost",
    redisPort: 6380,
  },
  envFile: "/home/me/game/.env.local.infra",
  resources: { cpuCount: 2, freeMemMB: 2000, freeDiskMB: 9000, warnings: [], pass: true },
  warnings: [],
  durationMs: 1234,
  phases: {},
  others: [],
};
const options = { style: createStyle(false), cwd: "/home/me", width: 100 };

function service(name: ServiceName, software: string): ServiceStatus {
  return {
    service: {
      name,
      image: "",
      healthcheck: { cmd: [], interval: 1, timeout: 1, retries: 1 },
      defaultPort: 1,
      envPortVar: "",
      persistence: false,
      state: "healthy",
    },
    state: "healthy",
    ref: "4711",
    host: "localhost",
    port: 5438,
    software,
    recentRestarts: 0,
  };
}

test("what runs, how to reach it and what to type next, without the password", () => {
  const caller = { program: "infra", options: [["-C", "game"]] } as const;
  const text = withCaller(caller, () => upSummary(report, options));
  expect(text).toContain("tilemud is up (1.2 s)");
  expect(text).toMatch(/postgres +healthy +localhost:5438 +4711 +PostgreSQL 18\.4/);
  expect(text).toContain("1 applied now, 2 already applied");
  expect(text).toContain("postgresql://tilemud:***@localhost:5438/tilemud");
  expect(text).toContain('  eval "$(infra -C game env --format shell)"');
  expect(text).toContain("  infra -C game run -- npm test");
  expect(text).not.toContain("hunter2");
});

test("when nothing changed it says so and leaves the advice out", () => {
  const text = upSummary({ ...report, unchanged: true, durationMs: 90 }, options);
  expect(text).toContain("tilemud is already up, nothing changed (90 ms)");
  expect(text).not.toContain("Next");
});

test("nothing wraps on a narrow terminal but single words and commands", () => {
  const lines = upSummary(report, { ...options, width: 60 }).split("\n");
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});
