import { expect, test } from "vitest";
import { CleanupStack } from "./cleanup-stack.js";

test("releases in reverse, also after one that fails, and says which failed", async () => {
  const released: string[] = [];
  const stack = new CleanupStack();
  const failure = new Error("stuck");
  for (const what of ["first", "second", "third"]) {
    stack.push(what, async () => {
      released.push(what);
      if (what === "second") throw failure;
    });
  }
  expect(await stack.unwind()).toEqual([{ what: "second", error: failure }]);
  expect(released).toEqual(["third", "second", "first"]);
  expect(await stack.unwind()).toEqual([]);
  expect(released).toHaveLength(3);
});

test("releases nothing after success handed over", async () => {
  const stack = new CleanupStack();
  stack.push("server", () => Promise.reject(new Error("must not be called")));
  stack.move();
  expect(await stack.unwind()).toEqual([]);
});
