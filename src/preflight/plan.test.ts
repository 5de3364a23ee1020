import { expect, test } from "vitest";
import type { ObservedService } from "../runtime/runtime.js";
import { planService } from "./plan.js";
import { reasonText } from "./reason.js";

const running = {
  kind: "running",
  ref: "1",
  startedAt: new Date(0),
  endpoint: { host: "127.0.0.1", port: 1 },
  isCurrent: true,
} as const;

test.each<[ObservedService["presence"], string, string]>([
  [{ kind: "absent" }, "start", "it is not running"],
  [{ kind: "stopped", reason: "stopped by a user" }, "start", "stopped by a user"],
  [{ kind: "exited", reason: "killed" }, "start", "killed"],
  [{ ...running, isCurrent: false }, "recreate", "its configuration changed"],
  [{ ...running, isCurrent: false, frozen: "it is paused" }, "recreate", "its configuration changed"],
  [{ ...running, obsolete: "its network is gone" }, "recreate", "its network is gone"],
  [{ ...running, frozen: "it is paused" }, "resume", "it is paused"],
])("a service that is observed as %o is planned to %s", (presence, kind, reason) => {
  const operation = planService(observed(presence));
  expect(operation).toMatchObject({ kind, service: "redis" });
  expect("reason" in operation && reasonText(operation.reason)).toBe(reason);
  expect(JSON.parse(JSON.stringify(operation))).toEqual(operation);
});

test("a service that runs as configured is kept", () => {
  expect(planService(observed(running))).toEqual({ kind: "keep", service: "redis" });
});

function observed(presence: ObservedService["presence"]): ObservedService {
  return { service: "redis", presence, software: "", history: [] };
}
