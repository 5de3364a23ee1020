import { expect, test } from "vitest";
import { asCalled, infra, infraIn, withCaller, withoutOptions, type Caller } from "./own-command.js";

const caller: Caller = {
  program: "npx infra",
  options: [
    ["-C", "my shop"],
    ["--runtime", "native"],
    ["--name", "shop"],
  ],
};

test("a command repeats the options of the caller, and quotes them for the shell", () => {
  withCaller(caller, () => {
    expect(infra("down")).toBe("npx infra -C 'my shop' --runtime native --name shop down");
    expect(infra("psql", "-c", "\\d x")).toMatch(/ psql -c '\\d x'$/);
  });
});

test("an option of the command replaces the one of the caller", () => {
  const command = withCaller(caller, () => infra("up", "--runtime", "docker"));
  expect(command).toBe("npx infra -C 'my shop' --name shop up --runtime docker");
});

test("a command for another environment or project does not get the options of this one", () => {
  withCaller(caller, () => {
    expect(infra("--name", "old", "down")).toBe("npx infra -C 'my shop' --name old down");
    expect(infraIn("/other", "down")).toBe("npx infra -C /other down");
    expect(withoutOptions(["--name", "--runtime"], () => infra("up"))).toBe("npx infra -C 'my shop' up");
  });
});

test("work that waits keeps its caller, also next to other work", async () => {
  const call = (program: string) =>
    withCaller({ program, options: [] }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return infra("up");
    });
  expect(await Promise.all([call("one"), call("two")])).toEqual(["one up", "two up"]);
});

test("an example of the help gets the name of the program, and nothing else does", () => {
  const called = (example: string) => withCaller(caller, () => asCalled(example));
  expect(called("infra reset && infra up")).toBe("npx infra reset && npx infra up");
  expect(called("docker compose -f <(infra compose) up")).toBe("docker compose -f <(npx infra compose) up");
  expect(called("cat .infra x-infra y")).toBe("cat .infra x-infra y");
});
