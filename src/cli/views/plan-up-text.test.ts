import { expect, test } from "vitest";
import type { PlanUpReport } from "../../operations/plan-up.js";
import type { Operation } from "../../preflight/plan.js";
import { createStyle } from "../output/style.js";
import { planUpText } from "./plan-up-text.js";

test("each operation is one line with its reason", () => {
  const text = textOf([
    {
      kind: "stop",
      name: "shop",
      runtime: "native",
      services: [
        { service: "postgres", port: 1 },
        { service: "redis", port: 2 },
      ],
      reason: { kind: "moved", to: "docker" },
    },
    { kind: "stop", name: "old", runtime: "docker", services: [], reason: { kind: "renamed", to: "shop" } },
    { kind: "recreate", service: "postgres", reason: { kind: "obsolete", detail: "its network is gone" } },
    { kind: "resume", service: "redis", reason: { kind: "frozen", detail: "it is paused" } },
    {
      kind: "migrate",
      files: ["001_a.sql", "002_b.sql"],
      extensions: ["citext"],
      reason: { kind: "pending", recordedIn: "database" },
    },
  ]);
  expect(text).toBe(
    [
      "infra up would, on the docker runtime (set by --runtime):",
      "  Stop Postgres and Redis of shop on native and keep its data (the environment moves to docker)",
      "  Stop what is left of old on docker and keep its data (the configuration now has the name shop)",
      "  Restart Postgres (its network is gone)",
      "  Resume Redis (it is paused)",
      "  Create 1 extension: citext; apply 2 migrations: 001_a.sql, 002_b.sql (not applied yet)",
      "Nothing was changed (--dry-run)\n",
    ].join("\n"),
  );
});

test("without operations there is nothing to do", () => {
  expect(textOf([])).toBe("shop is already up, nothing to do\nNothing was changed (--dry-run)\n");
});

function textOf(operations: readonly Operation[]): string {
  const report: PlanUpReport = {
    dryRun: true,
    name: "shop",
    runtime: "docker",
    runtimeReason: "set by --runtime",
    operations,
    resources: { cpuCount: 1, warnings: [], pass: true },
    warnings: [],
    others: [],
  };
  return planUpText(report, { style: createStyle(false), cwd: "/" });
}
