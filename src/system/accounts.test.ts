import { expect, test } from "vitest";
import { peopleIn } from "./accounts.js";

const PASSWD = [
  "root:x:0:0:root:/root:/bin/bash",
  "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin",
  "alice:x:1000:1000::/home/alice:/bin/bash",
  "bob:x:1001:1001::/home/bob:/usr/bin/zsh",
  "service:x:1002:1002::/srv:/usr/sbin/nologin",
  "blocked:x:1003:1003::/home/blocked:/bin/false",
  "nobody:x:65534:65534:nobody:/nonexistent:/bin/sh",
  "",
].join("\n");

test("people are accounts from 1000 on that can log in, without the caller", () => {
  expect(peopleIn(PASSWD, 1000)).toEqual(["bob"]);
  expect(peopleIn(PASSWD, 0)).toEqual(["alice", "bob"]);
});
