import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { inTime } from "./support/commands.js";
import { expectWhole } from "./support/expect-whole.js";
import { moments } from "./support/moments.js";
import { createProject } from "./support/project.js";

const UPS = 8;
const LAST_KILL_MS = 2_500;

test.each(moments("eight", 2))(
  "one of eight `up` at once is killed $title",
  { timeout: 180_000 },
  async ({ share }) => {
    await using project = await createProject();
    const commands = Array.from({ length: UPS }, () => project.start(["up"]));
    await delay(share * LAST_KILL_MS);
    // Whoever has its turn now, if one can be told; it is the one whose death matters.
    const victim = commands.findIndex(({ child }) => child.exitCode === null);
    commands[victim]?.child.kill("SIGKILL");
    const results = await Promise.all(
      commands.map((command) => inTime(command, "one of eight ups", 120_000)),
    );
    const failed = results.filter(({ exitCode, signal }) => exitCode !== 0 && signal !== "SIGKILL");
    expect(failed.map(({ stderr }) => stderr)).toEqual([]);
    await expectWhole(project);
  },
);
