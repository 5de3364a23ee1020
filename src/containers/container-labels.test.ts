import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { Secret } from "../errors/secret.js";
import { containerLabels } from "./container-labels.js";
import { configHash, containerSpec } from "./container-spec.js";
import { LABELS, ownershipOf } from "./labels.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

test("a user's labels stand beside ours and do not replace them", () => {
  const serviceLabels = { team: "map", [LABELS.owner]: "somebody", [LABELS.checkout]: "/elsewhere" };
  const labels = containerLabels(
    { ...config, serviceLabels },
    containerSpec({ ...config, serviceLabels }, "redis"),
  );
  expect(labels).toMatchObject({ team: "map", [LABELS.service]: "redis" });
  expect(ownershipOf({ labels, createdAt: undefined }, config)).toEqual({ is: "ours" });
});

test("whatever makes another container changes the config hash, the password too", () => {
  const hash = (changed: Partial<typeof config.postgres>) =>
    configHash(containerSpec({ ...config, postgres: { ...config.postgres, ...changed } }, "postgres"));
  const changes = [
    {},
    { port: 1 },
    { password: new Secret("x") },
    { durability: "fast" },
    { image: "postgres:17" },
  ] as const;
  expect(new Set(changes.map(hash)).size).toBe(changes.length);
});
