import { expect, test } from "vitest";
import { postgresArguments, postgresSettings, settingsOfVersion } from "./postgres-settings.js";
import { redisArguments, redisConfigFile, redisSettings } from "./redis-settings.js";

test("the user's settings are stronger than the defaults, and what the runtime decides is stronger still", () => {
  const user = { durability: "fast", serverSettings: { timezone: "Asia/Tokyo", port: 1 } } as const;
  expect(postgresArguments(postgresSettings(user, { port: 2 })).join(" ")).toBe(
    "-c timezone=Asia/Tokyo -c ssl=off -c fsync=off -c full_page_writes=off -c port=2",
  );
});

test("a server older than the check of the client's connection is not given it", () => {
  expect([undefined, 13, 14].map(settingsOfVersion)).toEqual([
    {},
    {},
    { client_connection_check_interval: "1s" },
  ]);
});

test("one definition of Redis as arguments and as a file", () => {
  const settings = redisSettings({ serverSettings: { "lazyfree-lazy-expire": true, tag: 'a"b\nc' } });
  expect(redisArguments(settings)).toEqual(
    ["--lazyfree-lazy-expire", "yes", "--tag", 'a"b\nc'].concat(
      "--save,,--appendonly,no,--protected-mode,no".split(","),
    ),
  );
  const [, lazy, tag, ...rest] = redisConfigFile(settings).split("\n");
  expect(lazy).toBe("lazyfree-lazy-expire yes");
  expect(tag).toMatch(/^tag "a\\"b.*c"$/);
  expect(rest).toEqual(['save ""', "appendonly no", "protected-mode no", ""]);
});
