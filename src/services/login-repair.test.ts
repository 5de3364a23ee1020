import { expect, test } from "vitest";
import { Secret } from "../errors/secret.js";
import { repairLogin } from "./login-repair.js";

test("a runtime that cannot run single-user mode is reported as such, not as a bug of infra", async () => {
  const repaired = repairLogin({
    login: { user: "app", password: new Secret("x"), database: "app" },
    dataDirectory: "/data",
    location: "volume app_data",
    run: () => Promise.reject(new Error("the engine answered 500: no space left on device")),
  });
  await expect(repaired).rejects.toMatchObject({
    code: "NOT_HEALTHY",
    message: "PostgreSQL could not set the login of app: the engine answered 500: no space left on device",
  });
});
