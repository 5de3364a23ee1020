import { defineConfig } from "vitest/config";

/** Of the integration suite, what says nothing about containers. */
const nativeOnly = [
  "test/integration/native/**",
  "test/integration/redis-binary.test.ts",
  "test/security/native/**",
];
/** Other identities and namespaces are root's to take, on Linux. */
const forRoot = ["test/security/native/as-root/**"];
const isRoot = process.platform === "linux" && process.getuid?.() === 0;
const isNative = (process.env["INFRA_TEST_RUNTIME"] ?? "native") === "native";

/** A command that restarts the engine with all that runs on it; given where nobody else uses it. */
const mayRestartEngine = process.env["INFRA_TEST_RESTART_ENGINE"] !== undefined;

/** A second, as by default, is little on a loaded machine. */
const LOOKING = { timeout: 30_000 };

/**
 * One level of test after the other, quick ones first. Files run two at a time, each in projects of its own.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts", "scripts/**/*.test.ts"],
          // A loaded machine is slow, not wrong; what hangs is found all the same.
          testTimeout: 60_000,
          expect: { poll: LOOKING },
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/integration/**/*.test.ts", "test/security/**/*.test.ts"],
          exclude: [...(isNative ? [] : nativeOnly), ...(isRoot ? [] : forRoot)],
          testTimeout: 120_000,
          expect: { poll: LOOKING },
          hookTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          globalSetup: ["test/support/global-setup.ts"],
        },
      },
      {
        test: {
          name: "crash",
          include: ["test/crash/**/*.test.ts"],
          exclude: ["test/crash/docker/**"],
          testTimeout: 600_000,
          expect: { poll: LOOKING },
          hookTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
          globalSetup: ["test/support/global-setup.ts"],
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts", "test/crash/docker/**/*.test.ts"],
          exclude: mayRestartEngine ? [] : ["test/e2e/docker/engine-restart.test.ts"],
          testTimeout: 180_000,
          expect: { poll: LOOKING },
          hookTimeout: 300_000,
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
          env: { INFRA_TEST_RUNTIME: "docker" },
          globalSetup: ["test/e2e/docker/global-setup.ts"],
        },
      },
    ],
  },
});
