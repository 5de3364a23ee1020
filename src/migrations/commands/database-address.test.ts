import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../errors/secret.js";
import { databaseAddress } from "./database-address.js";

function shown(connection: Parameters<typeof databaseAddress>[0]) {
  const { password, ...address } = databaseAddress(connection);
  return { ...address, password: password.reveal() };
}

test.each([
  ["postgresql://u:p@h:5438/d", { host: "h", port: 5438, user: "u", password: "p", database: "d" }],
  ["postgres://u@h", { host: "h", port: 5432, user: "u", password: "", database: "u" }],
  [
    "postgresql://a%40b:pa%20ss%2F%25@[::1]:6000/my%20db?sslmode=require",
    { host: "::1", port: 6000, user: "a@b", password: "pa ss/%", database: "my db", tls: "require" },
  ],
  [
    "postgresql://u:p@%2Fvar%2Frun%2Fpostgresql/d?sslmode=disable",
    { host: "/var/run/postgresql", port: 5432, user: "u", password: "p", database: "d" },
  ],
])("%s", (text, address) => {
  expect(shown(text)).toEqual(address);
});

test("parts are taken as they are", () => {
  const parts = { host: "db", user: "u", password: new Secret("p"), tls: "verify-full" } as const;
  expect(shown(parts)).toEqual({
    host: "db",
    port: 5432,
    user: "u",
    password: "p",
    database: "u",
    tls: "verify-full",
  });
});

test.each([
  ["mysql://u:hidden@h/d", "postgresql://"],
  ["postgresql://u:hidden@h:port/d", "cannot be read"],
  ["postgresql://u:hidden%@h/d", "password"],
  ["postgresql://:hidden@h/d", "no user"],
  ["postgresql://u:hidden@/d", "cannot be read"],
  ["postgresql://u:hidden@h/d?schema=other", "schema"],
  ["postgresql://u:hidden@h/d?sslmode=verify-ca", "sslmode"],
])("%s is refused without being repeated", (text, why) => {
  let error: unknown;
  try {
    databaseAddress(text);
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({
    code: "USAGE",
    message: expect.stringContaining(why) as string,
  });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("hidden");
});
