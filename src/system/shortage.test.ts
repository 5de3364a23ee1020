import { expect, test } from "vitest";
import { InfraError } from "../errors/infra-error.js";
import { fileLimit, shortageError } from "./shortage.js";

const systemError = (code: string, syscall = "open") =>
  Object.assign(new Error(`${code}: refused, ${syscall}`), { code, syscall });

test.each([
  ["EMFILE", "open", "ulimit -n"],
  ["ENFILE", "open", "fs.file-max"],
  ["EAGAIN", "spawn /bin/true", "ulimit -u"],
  ["ENOMEM", "spawn /bin/true", "Close programs"],
])("%s of %s is a shortage, however deep it lies", (code, syscall, hint) => {
  const deep = new InfraError("ENGINE_UNREACHABLE", "Docker daemon not reachable", {
    cause: new AggregateError([new Error("other"), systemError(code, syscall)]),
  });
  const error = shortageError(deep);
  expect(error).toMatchObject({ code: "RESOURCES_EXHAUSTED", cause: deep });
  expect(error?.hint).toContain(hint);
});

test("other errors are none, nor is a busy socket", () => {
  for (const other of [
    systemError("ENOENT"),
    systemError("EAGAIN", "read"),
    new Error("x"),
    "thrown",
    undefined,
  ])
    expect(shortageError(other)).toBeUndefined();
});

test.runIf(process.platform === "linux")("the limit of open files is a number", async () => {
  expect(await fileLimit()).toBeGreaterThan(16);
});
