import { appendFile, readdir, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../../../test/support/eventually.js";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { lastLines, pruneLogs, readLog, rotateLog } from "./log-files.js";

test("the last lines of a log, however long it is and however it ends", async () => {
  const path = join(await temporaryFolder(), "log");
  expect(await lastLines(path, 5)).toEqual([]);
  await writeFile(path, "");
  expect(await lastLines(path, 5)).toEqual([]);
  await writeFile(path, "one\r\ntwo\n\nfour");
  expect(await lastLines(path, 3)).toEqual(["two", "", "four"]);
  expect(await lastLines(path, 10)).toEqual(["one", "two", "", "four"]);
  expect(await lastLines(path, 0)).toEqual([]);
  // Longer than what is read at once, with characters of several bytes across its borders.
  const lines = Array.from({ length: 20_000 }, (_, index) => `${index} ünï€ç`);
  await writeFile(path, `${lines.join("\n")}\n`);
  expect(await lastLines(path, 15_000)).toEqual(lines.slice(-15_000));
  // However the lines asked for lie to the border between two reads.
  const even = Array.from({ length: 1000 }, (_, index) => `${index}`.padEnd(99));
  await writeFile(path, `${even.join("\n")}\n`);
  for (let count = 640; count < 670; count++)
    expect(await lastLines(path, count)).toEqual(even.slice(-count));
});

test("following shows what comes, through a rotation and a truncation, and ends with the signal", async () => {
  const folder = await temporaryFolder();
  let current = join(folder, "monday.log");
  const stop = new AbortController();
  const seen: string[] = [];
  await writeFile(current, "old\nlast\n");
  const reading = (async () => {
    const options = { tail: 1, follow: true, signal: stop.signal };
    for await (const line of readLog(async () => current, options)) seen.push(line);
  })();
  const shows = (line: string) => eventually(line, () => seen.at(-1) === line || undefined);
  await shows("last");
  await appendFile(current, "half");
  await appendFile(current, " a line\n");
  await shows("half a line");
  await writeFile(join(folder, "tuesday.log"), "a new day\n");
  current = join(folder, "tuesday.log");
  await shows("a new day");
  await rename(current, `${current}.1`);
  await writeFile(current, "anew\n");
  await shows("anew");
  await truncate(current);
  // One look has to fall between the two, or the file only seems to have grown.
  await new Promise((resolve) => setTimeout(resolve, 500));
  await appendFile(current, "after truncation\n");
  await shows("after truncation");
  stop.abort();
  await reading;
  expect(seen).toEqual(["last", "half a line", "a new day", "anew", "after truncation"]);
});

test("a log that does not exist yet can be followed", async () => {
  const path = join(await temporaryFolder(), "log");
  const stop = new AbortController();
  const lines = readLog(async () => path, { tail: 10, follow: true, signal: stop.signal });
  const first = lines.next();
  await writeFile(path, "it lives\n");
  expect(await first).toEqual({ done: false, value: "it lives" });
  stop.abort();
  expect(await lines.next()).toMatchObject({ done: true });
});

test("a log that has grown large is moved away, three generations are kept", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "log");
  await rotateLog(path);
  await writeFile(path, "small");
  await rotateLog(path);
  expect(await readdir(folder)).toEqual(["log"]);
  for (let generation = 1; generation <= 5; generation++) {
    await writeFile(path, `${generation}`.padEnd(10 * 1024 * 1024));
    await rotateLog(path);
  }
  expect((await readdir(folder)).toSorted()).toEqual(["log.1", "log.2", "log.3"]);
  expect((await readFile(`${path}.1`, "utf8")).trim()).toBe("5");
  expect((await readFile(`${path}.3`, "utf8")).trim()).toBe("3");
});

test("of a folder of logs the newest by name remain", async () => {
  const folder = await temporaryFolder();
  for (const day of [3, 1, 2, 4]) await writeFile(join(folder, `2026-01-0${day}.log`), "");
  await pruneLogs(folder, 2);
  expect((await readdir(folder)).toSorted()).toEqual(["2026-01-03.log", "2026-01-04.log"]);
  await pruneLogs(join(folder, "absent"), 2);
});
