import { expect, test } from "vitest";
import { automaticPort } from "./automatic-port.js";

const owner = { projectDir: "/home/ann/shop", name: "shop", service: "postgres" };

test("the port depends on the checkout, the environment and the service, and on nothing else", () => {
  const port = automaticPort(owner, new Set());
  expect(automaticPort({ ...owner }, new Set())).toBe(port);
  const others = [
    { ...owner, projectDir: "/home/ann/shop2" },
    { ...owner, name: "other" },
    { ...owner, service: "redis" },
  ].map((other) => automaticPort(other, new Set()));
  expect(new Set([port, ...others]).size).toBe(4);
});

test("unusable ports are passed over, also beyond the last one", () => {
  const unusable = new Set<number>();
  for (let count = 0; count < 10_000; count++) {
    const port = automaticPort(owner, unusable);
    expect(port >= 20_000 && port < 30_000 && !unusable.has(port)).toBe(true);
    unusable.add(port);
  }
  expect(() => automaticPort(owner, unusable)).toThrow("unusable");
});
