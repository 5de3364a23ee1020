import { expect, test, vi } from "vitest";
import { withoutPgVariables } from "./pg-variables.js";

test("PG variables are out of sight while something is made, and there again afterwards, also when that fails", () => {
  vi.stubEnv("PGTARGETSESSIONATTRS", "any");
  vi.stubEnv("OTHER", "x");
  try {
    const look = () => [process.env["PGTARGETSESSIONATTRS"], process.env["OTHER"]];
    expect(withoutPgVariables(look)).toEqual([undefined, "x"]);
    expect(look()).toEqual(["any", "x"]);
    const fail = () => {
      throw new Error("not made");
    };
    expect(() => withoutPgVariables(fail)).toThrow("not made");
    expect(look()).toEqual(["any", "x"]);
  } finally {
    vi.unstubAllEnvs();
  }
});
