import { expect, test } from "vitest";
import { resolveConfig } from "../config/resolve.js";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { examinePassword } from "./default-password.js";

test("the default password is a warning where other people have accounts", async () => {
  const projectDir = await temporaryFolder();
  const config = await resolveConfig({ projectDir, env: {} });
  expect(examinePassword(config, [])).toEqual([]);
  expect(examinePassword(config, ["alice", "bob"])).toEqual([
    {
      check: "password",
      severity: "warning",
      message:
        "the password of PostgreSQL is the default one, and this machine has other accounts (alice and 1 more)",
      fix: 'Set "password": "generated" under "postgres" in infra.config.json, then run: infra up',
    },
  ]);
});

test("so is the same one copied into a variable, and no other one", async () => {
  const projectDir = await temporaryFolder();
  const copied = await resolveConfig({ projectDir, env: { TILEMUD_PG_PASSWORD: "tilemud_dev_pw" } });
  expect(examinePassword(copied, ["alice"])[0]?.fix).toContain("Remove TILEMUD_PG_PASSWORD (environment)");
  const own = await resolveConfig({ projectDir, env: { TILEMUD_PG_PASSWORD: "generated" } });
  expect(examinePassword(own, ["alice"])).toEqual([]);
});
