import { appendFile, readdir, readFile, rename, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../../../test/support/eventually.js";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { lastLines, readLog, rotateLog } from "./log-files.js";

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
  // Shorter than before: a file that is longer again at the next look only seems to have grown.
  await appendFile(current, "cut\n");
  await shows("cut");
  stop.abort();
  await reading;
  expect(seen).toEqual(["last", "half a line", "a new day", "anew", "cut"]);
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

test("no line is lost or told twice, whatever a writer does between two looks", async () => {
  const path = join(await temporaryFolder(), "log");
  const stop = new AbortController();
  const written: string[] = [];
  const seen: string[] = [];
  const write = async (count: number) => {
    const lines = Array.from({ length: count }, (_, index) => `${written.length + index} ünï€ç`);
    written.push(...lines);
    // In pieces that end inside of characters and lines.
    const bytes = Buffer.from(`${lines.join("\n")}\n`);
    for (let at = 0; at < bytes.length; at += 1001) await appendFile(path, bytes.subarray(at, at + 1001));
  };
  await write(3);
  const reading = (async () => {
    const options = { tail: 3, follow: true, signal: stop.signal };
    for await (const line of readLog(async () => path, options)) seen.push(line);
  })();
  await eventually("the end of what was there", () => seen.length === 3 || undefined);
  for (let round = 0; round < 5; round++) {
    await write(2000);
    await rename(path, `${path}.1`);
    // Goes into the file that was moved away, as from a server that has it open still.
    written.push(`late ${round}`);
    await appendFile(`${path}.1`, `late ${round}\n`);
    await write(2500);
    await eventually("all lines", () => seen.length >= written.length || undefined);
  }
  written.push("the last line");
  // Written at once, so read at once.
  await appendFile(path, "the last line\nnever finished");
  await eventually("the last line", () => seen.length >= written.length || undefined);
  stop.abort();
  await reading;
  expect(seen).toEqual([...written, "never finished"]);
});

test("following ends in the middle of what there is to tell", async () => {
  const path = join(await temporaryFolder(), "log");
  await writeFile(path, "first\n");
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const line of readLog(async () => path, { tail: 1, follow: true, signal: stop.signal })) {
    seen.push(line);
    if (line === "first") await appendFile(path, "second\nthird\nfourth\n");
    else stop.abort();
  }
  expect(seen).toEqual(["first", "second"]);
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
