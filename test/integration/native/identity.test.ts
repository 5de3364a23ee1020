import { chmod, chown, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { TemporaryProject } from "../../support/temporary-project.js";

/** As whom the server runs; what root has to go through, an ordinary user is spared. */
const isRoot = process.getuid?.() === 0;
/** Hardly anybody has it, and it has no name. */
const STRANGER = 54_321;

let outer: TemporaryProject;
beforeAll(async () => {
  outer = await TemporaryProject.create();
  // `unshare` as a container that forbids it has it.
  await outer.write("forbidding/unshare", "#!/bin/sh\necho 'Operation not permitted' >&2\nexit 1\n");
  await chmod(join(outer.dir, "forbidding/unshare"), 0o755);
});
afterAll(() => outer[Symbol.asyncDispose]());

type Case = [what: string, isPrivate: boolean, isForbidden: boolean];

const FOR_ROOT: Case[] = [
  ["a folder that only somebody else may enter", true, false],
  ["one's own folder, where namespaces are forbidden", false, true],
  ["somebody else's folder, where namespaces are forbidden", true, true],
];

const CASES: Case[] = [["a folder of one's own", false, false], ...(isRoot ? FOR_ROOT : [])];

test.each(CASES)(
  "PostgreSQL comes up in %s, and again with another password",
  async (what, isPrivate, isForbidden) => {
    const folder = join(outer.dir, what.replaceAll(/\W/g, "-"));
    const dir = join(folder, "project");
    await mkdir(dir, { recursive: true });
    if (isPrivate) {
      for (const path of [dir, folder]) await chown(path, STRANGER, STRANGER);
      await chmod(folder, 0o700);
    }
    const path = `${isForbidden ? `${join(outer.dir, "forbidding")}:` : ""}${process.env["PATH"]}`;
    const project = outer.in(dir).with({ PATH: path });
    try {
      await project.succeed("up");
      expect(await query(project, "select 1 as one")).toEqual([{ one: 1 }]);
      await project.with({ TILEMUD_PG_PASSWORD: "another" }).succeed("up");
      expect(await query(project, "select 1 as one")).toEqual([{ one: 1 }]);
      const { uid } = await stat(join(dir, ".infra/tilemud/postgres/data"));
      if (isPrivate || isForbidden) expect(uid, "a namespace was of no use").not.toBe(0);
    } finally {
      await project.succeed("reset");
    }
  },
);
