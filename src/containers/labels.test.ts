import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { containerSpec } from "./container-spec.js";
import { containerLabels, LABELS } from "./labels.js";
import { ownershipOf } from "./ownership.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

test("a user's labels stand beside ours and do not replace them", () => {
  const serviceLabels = { team: "map", [LABELS.owner]: "somebody", [LABELS.checkout]: "/elsewhere" };
  const labels = containerLabels(
    { ...config, serviceLabels },
    containerSpec({ ...config, serviceLabels }, "redis"),
  );
  expect(labels).toMatchObject({ team: "map", [LABELS.service]: "redis" });
  expect(ownershipOf({ labels, createdAt: undefined }, config)).toEqual({ kind: "ours" });
});
