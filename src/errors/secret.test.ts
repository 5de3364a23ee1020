import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { InfraError } from "./infra-error.js";
import { messageOf } from "./message.js";
import { Secret } from "./secret.js";

test("a secret shows itself to nobody who does not ask for it", () => {
  const secret = new Secret("hunter2");
  const error = new InfraError("USAGE", "refused", { details: { secret }, cause: secret });
  const shown = [
    String(secret),
    // oxlint-disable-next-line typescript/restrict-template-expressions -- what this test is about
    `${secret}`,
    JSON.stringify({ secret, list: [secret] }),
    inspect({ deep: { deeper: { deepest: secret } } }, { depth: 9, showHidden: true }),
    format("%s %o %O %j", secret, secret, secret, secret),
    inspect(error, { depth: 9 }),
    messageOf(error),
    Object.values(secret).join(),
    JSON.stringify(Object.assign({}, secret)),
  ];
  for (const text of shown) expect(text).not.toContain("hunter2");
  expect(secret.reveal()).toBe("hunter2");
});

test("the message of an error tells its causes on one line", () => {
  const refused = new AggregateError([new Error("::1 refused"), new Error("127.0.0.1 refused")], "");
  const error = new Error("no connection", { cause: refused });
  expect(messageOf(error)).toBe("no connection (::1 refused; 127.0.0.1 refused)");
  expect(messageOf("thrown text")).toBe("thrown text");
  expect(messageOf(Object.assign(new Error(""), { code: "EPIPE" }))).toBe("EPIPE");
});
