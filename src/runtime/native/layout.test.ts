import { afterEach, expect, test, vi } from "vitest";
import { nativeLayout, socketDirectory } from "./layout.js";

afterEach(() => vi.unstubAllEnvs());

test("everything of an environment lies in its own folder", () => {
  for (const path of Object.values(nativeLayout("/project/.infra/tilemud"))) {
    expect(path).toMatch(/^\/project\/\.infra\/tilemud(\/|$)/);
  }
});

test("the socket's folder is the same in every shell and another one for another checkout", () => {
  const folder = socketDirectory("/project/.infra/tilemud");
  vi.stubEnv("TMPDIR", "/tmp/of-another-shell");
  expect(socketDirectory("/project/.infra/tilemud")).toBe(folder);
  expect(socketDirectory("/copy/.infra/tilemud")).not.toBe(folder);
});

test("a socket's path never grows too long for the system", () => {
  const folder = socketDirectory(`/${"deep/".repeat(50)}.infra/tilemud`);
  expect(Buffer.byteLength(`${folder}/.s.PGSQL.65535`)).toBeLessThanOrEqual(103);
});
