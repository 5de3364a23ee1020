import { execFileSync } from "node:child_process";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { type Checkout, establishCheckout, readCheckout } from "./checkout.js";

test("looking at a checkout without a record makes nothing", async () => {
  const dir = await temporaryFolder();
  expect(await readCheckout(dir)).toBeUndefined();
  expect(existsSync(join(dir, ".infra"))).toBe(false);
});

test("the first command that changes something makes the record, later ones keep it", async () => {
  const { dir } = await checkout();
  const made = await establishCheckout(dir);
  expect(made).toMatchObject({ kind: "new", checkout: { path: dir } });
  expect(await establishCheckout(dir)).toEqual({ kind: "same", checkout: made.checkout });
  expect(await readCheckout(dir)).toEqual(made.checkout);
});

test("several at once make one record", async () => {
  const { dir } = await checkout();
  const made = await Promise.all(Array.from({ length: 8 }, () => establishCheckout(dir)));
  expect(new Set(made.map((each) => each.checkout.id)).size).toBe(1);
  expect(made.filter(({ kind }) => kind === "new")).toHaveLength(1);
});

test("a copy gets an id of its own, and the original keeps its id", async () => {
  const { dir, copy } = await checkout();
  const { checkout: original } = await establishCheckout(dir);
  execFileSync("cp", ["-r", dir, copy]);
  expect(await readCheckout(copy)).toBeUndefined();
  const made = await establishCheckout(copy);
  expect(made).toMatchObject({ kind: "copied", from: dir, checkout: { path: copy } });
  expect(made.checkout.id).not.toBe(original.id);
  expect(await establishCheckout(copy)).toEqual({ kind: "same", checkout: made.checkout });
  expect(await establishCheckout(dir)).toEqual({ kind: "same", checkout: original });
});

test("a copy stays one while the original has lost its record", async () => {
  const { dir, copy } = await checkout();
  await establishCheckout(dir);
  execFileSync("cp", ["-r", dir, copy]);
  await rm(join(dir, ".infra"), { recursive: true });
  expect(await establishCheckout(copy)).toMatchObject({ kind: "copied" });
});

test("a moved checkout keeps its id", async () => {
  const { dir, copy: other } = await checkout();
  const { checkout: before } = await establishCheckout(dir);
  await rename(dir, other);
  expect(await readCheckout(other)).toEqual({ ...before, path: other, formerPaths: [dir] });
  const moved = await establishCheckout(other);
  expect(moved).toEqual({
    kind: "moved",
    from: dir,
    checkout: { ...before, path: other, formerPaths: [dir] },
  });
  expect(await establishCheckout(other)).toEqual({ kind: "same", checkout: moved.checkout });
});

test("also when a link to it, or a new checkout, has taken its place", async () => {
  const { dir, copy: other } = await checkout();
  const { checkout: first } = await establishCheckout(dir);
  await rename(dir, other);
  await symlink(other, dir);
  expect(await establishCheckout(other)).toMatchObject({ kind: "moved", from: dir });
  await rename(other, `${other}-2`);
  await mkdir(other);
  await establishCheckout(other);
  const moved = await establishCheckout(`${other}-2`);
  expect(moved).toMatchObject({ kind: "moved", from: other, checkout: { id: first.id } });
});

test("moved as a copy across file systems, it keeps its id", async () => {
  const { dir, copy: other } = await checkout();
  const { checkout: before } = await establishCheckout(dir);
  execFileSync("cp", ["-r", dir, other]);
  await rm(dir, { recursive: true });
  const moved = await establishCheckout(other);
  expect(moved).toMatchObject({ kind: "moved", from: dir, checkout: { id: before.id } });
  expect(moved.checkout.inode).not.toBe(before.inode);
});

test("exchanged with its copy, only one of the two keeps the id", async () => {
  const { dir, copy: aside } = await checkout();
  const { checkout: before } = await establishCheckout(dir);
  await rename(dir, aside);
  execFileSync("cp", ["-r", aside, dir]);
  const [asideNow, now] = [await establishCheckout(aside), await establishCheckout(dir)];
  expect(asideNow).toMatchObject({ kind: "copied" });
  expect(now.checkout.id).toBe(before.id);
  expect(asideNow.checkout.id).not.toBe(before.id);
});

test("a restored backup keeps the id", async () => {
  const { dir } = await checkout();
  const { checkout: before } = await establishCheckout(dir);
  execFileSync("cp", ["-r", join(dir, ".infra"), join(dir, "backup")]);
  await rm(join(dir, ".infra"), { recursive: true });
  expect(await establishCheckout(dir)).toMatchObject({ kind: "new" });
  await rm(join(dir, ".infra"), { recursive: true });
  await rename(join(dir, "backup"), join(dir, ".infra"));
  const restored = await establishCheckout(dir);
  expect(restored).toMatchObject({ kind: "same", checkout: { id: before.id } });
  expect(await establishCheckout(dir)).toEqual(restored);
});

test.each<[string, Partial<Checkout>, string]>([
  ["the same folder at the same path", { hostname: "devcontainer" }, "elsewhere"],
  ["the same folder at another path", { hostname: "devcontainer", path: "/no/such/app" }, "elsewhere"],
  ["another folder at the same path", { hostname: "devcontainer", inode: "1:1" }, "copied"],
  [
    "another folder at another path",
    { hostname: "devcontainer", inode: "1:1", path: "/no/such/app" },
    "copied",
  ],
])("a record of another host: %s", async (_, recorded, kind) => {
  const { dir } = await checkout();
  const { checkout: made } = await establishCheckout(dir);
  const record = { ...made, ...recorded };
  await writeFile(join(dir, ".infra/checkout.json"), JSON.stringify(record));
  const found = await establishCheckout(dir);
  expect(found.kind).toBe(kind);
  if (kind === "elsewhere") {
    expect(found.checkout).toEqual(record);
    expect(JSON.parse(await readFile(join(dir, ".infra/checkout.json"), "utf8"))).toEqual(record);
  } else expect(found.checkout).toMatchObject({ path: dir, inode: made.inode, hostname: made.hostname });
});

test("a bind mount shows the same checkout at two paths", async (context) => {
  if (process.getuid?.() !== 0) return context.skip("only root may mount");
  const { dir, copy: view } = await checkout();
  const { checkout: made } = await establishCheckout(dir);
  await mkdir(view);
  execFileSync("mount", ["--bind", dir, view]);
  try {
    expect(await establishCheckout(view)).toEqual({ kind: "elsewhere", checkout: made });
    expect(await establishCheckout(dir)).toEqual({ kind: "same", checkout: made });
  } finally {
    execFileSync("umount", [view]);
  }
});

test.each(["", "{", "null", "[]", '{"id":"x"}', '{"id":"../../x","createdAt":"now","path":"app"}'])(
  "the damaged record %j counts as none",
  async (text) => {
    const { dir } = await checkout();
    await mkdir(join(dir, ".infra"));
    await writeFile(join(dir, ".infra/checkout.json"), text);
    expect(await readCheckout(dir)).toBeUndefined();
    expect(await establishCheckout(dir)).toMatchObject({ kind: "new" });
  },
);

async function checkout(): Promise<{ dir: string; copy: string }> {
  const root = await temporaryFolder();
  const dir = join(root, "app");
  await mkdir(dir);
  return { dir, copy: join(root, "copy") };
}
