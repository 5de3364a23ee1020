import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Secret } from "../errors/secret.js";
import { databaseUrl } from "./variables.js";

const descriptor = (parts: { user: string; password: string; name: string }, host = "localhost") => ({
  dbHost: host,
  dbPort: 5438,
  dbName: parts.name,
  dbUser: parts.user,
  dbPassword: new Secret(parts.password),
  redisHost: host,
  redisPort: 6380,
});

test("whatever user, password and name are, the URL gives them back", () => {
  const part = fc
    .string({ unit: "binary", minLength: 1, maxLength: 20 })
    .filter((text) => !/[\ud800-\udfff]/u.test(text));
  fc.assert(
    fc.property(fc.record({ user: part, password: part, name: part }), (parts) => {
      const url = new URL(databaseUrl(descriptor(parts)));
      expect({
        host: url.hostname,
        port: url.port,
        user: decodeURIComponent(url.username),
        password: decodeURIComponent(url.password),
        name: decodeURIComponent(url.pathname.slice(1)),
        rest: url.search + url.hash,
      }).toEqual({ host: "localhost", port: "5438", ...parts, rest: "" });
    }),
  );
});

test("an IPv6 host stands in brackets", () => {
  const parts = { user: "u", password: "p", name: "d" };
  expect(databaseUrl(descriptor(parts, "::1"))).toBe("postgresql://u:p@[::1]:5438/d");
});
