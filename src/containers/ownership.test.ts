import { hostname } from "node:os";
import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { LABELS, ownLabels } from "./labels.js";
import { ownershipOf } from "./ownership.js";

const unrecorded = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });
const checkout = {
  id: "0b7c1b3e-0000-4000-8000-000000000001",
  createdAt: "2026-01-01T12:00:00.000Z",
  path: import.meta.dirname,
  hostname: hostname(),
};
const config = { ...unrecorded, checkout };
const OTHER_ID = "0b7c1b3e-0000-4000-8000-000000000002";
const EARLIER = new Date("2025-12-31T12:00:00.000Z");
const LATER = new Date("2026-01-02T12:00:00.000Z");
/** As older versions wrote them. */
const OLD_LABELS = {
  [LABELS.owner]: "@tilemud/infra",
  [LABELS.environment]: "tilemud",
  [LABELS.checkout]: import.meta.dirname,
};

test("an object is ours by its id, wherever it was made", () => {
  const labels = { ...ownLabels(config), [LABELS.checkout]: "/old/place", [LABELS.hostname]: "elsewhere" };
  expect(ownershipOf({ labels, createdAt: EARLIER }, config)).toEqual({ kind: "ours" });
  expect(ownershipOf({ labels, createdAt: LATER }, config)).toEqual({ kind: "ours" });
});

test.each([
  ["path and host agree", {}, EARLIER, "ours"],
  ["the host is another one", { [LABELS.hostname]: "devcontainer" }, EARLIER, "other-checkout"],
  ["the path is another one", { [LABELS.checkout]: "/elsewhere" }, EARLIER, "other-checkout"],
  ["the folder is another one", { [LABELS.inode]: "1" }, EARLIER, "other-checkout"],
  ["it was made while this checkout had its own id", {}, LATER, "other-checkout"],
  ["it is not known when it was made", {}, undefined, "other-checkout"],
])("with another id, where %s: %s", (_, changed, createdAt, is) => {
  const labels = { ...ownLabels(config), [LABELS.checkoutId]: OTHER_ID, ...changed };
  expect(ownershipOf({ labels, createdAt }, config)).toMatchObject({ kind: is });
});

test("without an id, path and host decide, and the path alone where no host is given", () => {
  const labels = OLD_LABELS;
  const elsewhere = { ...labels, [LABELS.hostname]: "devcontainer" };
  for (const each of [config, unrecorded]) {
    expect(ownershipOf({ labels, createdAt: LATER }, each)).toEqual({ kind: "ours" });
    expect(ownershipOf({ labels: elsewhere, createdAt: LATER }, each)).toEqual({
      kind: "other-checkout",
      path: import.meta.dirname,
      hostname: "devcontainer",
    });
  }
});

test("a checkout that has no record yet takes what path and host say is its own", () => {
  expect(ownershipOf({ labels: ownLabels(config), createdAt: LATER }, unrecorded)).toEqual({ kind: "ours" });
});

test("a view of a checkout at another path writes the same labels, and knows objects by either path", () => {
  const view = { ...config, projectDir: "/workspaces/app" };
  expect(ownLabels(view)).toEqual(ownLabels(config));
  for (const path of [import.meta.dirname, "/workspaces/app"]) {
    const labels = { ...OLD_LABELS, [LABELS.checkout]: path };
    expect(ownershipOf({ labels, createdAt: EARLIER }, view)).toEqual({ kind: "ours" });
  }
});

test("another environment of this checkout, and what infra did not make", () => {
  const other = { labels: ownLabels(config), createdAt: EARLIER };
  expect(ownershipOf(other, { ...config, name: "other" })).toEqual({
    kind: "other-environment",
    name: "tilemud",
  });
  const { [LABELS.owner]: _, ...foreign } = ownLabels(config);
  for (const labels of [foreign, {}, null, undefined]) {
    expect(ownershipOf({ labels, createdAt: EARLIER }, config)).toEqual({ kind: "foreign" });
  }
});
