import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/support/temporary-folder.js";
import { FLAP_WINDOW_MS, type ServiceEvent } from "../services/service-state.js";
import { appendHistory, readHistory, trimHistory } from "./history-file.js";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));

test("events are read back by service, oldest first, with what they say", async () => {
  const path = join(await temporaryFolder(), "history.jsonl");
  expect(await readHistory(path, "redis")).toEqual([]);
  const events: ServiceEvent[] = [
    { type: "started", at: at(0) },
    { type: "probe-passed", at: at(1) },
    { type: "probe-failed", at: at(2), detail: "no answer within 2000 ms" },
    { type: "restarted", at: at(3) },
    { type: "stopped", at: at(4) },
  ];
  for (const event of events) await appendHistory(path, "redis", event);
  await appendHistory(path, "postgres", { type: "started", at: at(5) });
  expect(await readHistory(path, "redis")).toEqual(events);
  expect(await readHistory(path, "postgres")).toEqual([{ type: "started", at: at(5) }]);
});

test("lines that a power cut left in pieces do not hide the others", async () => {
  const path = join(await temporaryFolder(), "history.jsonl");
  await appendHistory(path, "redis", { type: "started", at: at(0) });
  await appendFile(path, '{"service":"redis","type":"probe-pas\n\0\0\0\n');
  await appendHistory(path, "redis", { type: "stopped", at: at(1) });
  expect((await readHistory(path, "redis")).map(({ type }) => type)).toEqual(["started", "stopped"]);
});

test("a long history loses what nobody asks for: each service's last start and the flap window stay", async () => {
  const path = join(await temporaryFolder(), "history.jsonl");
  await appendHistory(path, "postgres", { type: "started", at: at(0) });
  const before = await readFile(path, "utf8");
  await trimHistory(path, at(0));
  expect(await readFile(path, "utf8")).toBe(before);

  for (const service of ["postgres", "redis"] as const) {
    const lines = Array.from({ length: 1000 }, () => ({
      service,
      type: "probe-failed",
      at: at(1),
      detail: "x",
    }));
    await appendFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
  const now = new Date(at(1).getTime() + FLAP_WINDOW_MS + 1);
  await appendHistory(path, "redis", { type: "restarted", at: now });
  await trimHistory(path, now);
  expect(await readHistory(path, "postgres")).toEqual([{ type: "started", at: at(0) }]);
  expect(await readHistory(path, "redis")).toEqual([{ type: "restarted", at: now }]);
});
