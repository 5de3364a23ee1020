import { expect, test } from "vitest";
import { InfraError } from "../../errors/infra-error.js";
import { checksumsOf } from "../files/checksum.js";
import type { MigrationFolder, MigrationSource } from "../files/migration-folder.js";
import { planWork, requireSound } from "./plan.js";
import type { LedgerEntry } from "../model/report.js";

function source(filename: string, text = filename): MigrationSource {
  const bytes = Buffer.from(text);
  return {
    filename,
    number: Number.parseInt(filename, 10),
    path: `/m/${filename}`,
    bytes,
    ...checksumsOf(bytes),
  };
}

function folderOf(...sources: MigrationSource[]): MigrationFolder {
  return { path: "/m", exists: true, problems: [], sources };
}

function applied(filename: string, text = filename): LedgerEntry {
  const sums = checksumsOf(Buffer.from(text));
  return {
    filename,
    ...sums,
    appliedAt: "2025-01-01T00:00:00Z",
    durationMs: 1,
    toolVersion: "1",
    appliedBy: "me",
  };
}

function problemsOf(folder: MigrationFolder, entries: LedgerEntry[], allowOutOfOrder = false) {
  const { problems } = planWork(folder, entries, { allowOutOfOrder });
  return problems.map(({ kind, filenames, hint }) => ({ kind, filenames, hint }));
}

test("what is not recorded is pending, gaps allowed", () => {
  const plan = planWork(folderOf(source("001_a.sql"), source("007_b.sql")), [applied("001_a.sql")], {
    allowOutOfOrder: false,
  });
  expect(plan.pending.map(({ filename }) => filename)).toEqual(["007_b.sql"]);
  expect(plan.problems).toEqual([]);
});

test("a renamed file is recognised by its content", () => {
  const [problem] = problemsOf(folderOf(source("002_new.sql", "x")), [applied("001_old.sql", "x")]);
  expect(problem).toMatchObject({ kind: "missing", hint: "Rename 002_new.sql back to 001_old.sql" });
});

test("of two files with one number the one not applied is to be renamed, above all others", () => {
  const folder = folderOf(source("003_mine.sql"), source("0003_yours.sql"), source("008_z.sql"));
  const duplicate = problemsOf(folder, [applied("003_mine.sql"), applied("010_elsewhere.sql")]).find(
    ({ kind }) => kind === "duplicate-number",
  );
  expect(duplicate).toMatchObject({
    filenames: ["003_mine.sql", "0003_yours.sql"],
    hint: "git -C /m mv 0003_yours.sql 0011_yours.sql",
  });
});

test("of three files with one number that nobody applied, the first by name keeps it", () => {
  const [duplicate] = problemsOf(folderOf(source("003_a.sql"), source("003_b.sql"), source("003_c.sql")), []);
  expect(duplicate?.hint).toBe("git -C /m mv 003_b.sql 004_b.sql\ngit -C /m mv 003_c.sql 005_c.sql");
});

test("a pending file below the highest applied is out of order, unless allowed", () => {
  const folder = folderOf(source("001_a.sql"), source("002_b.sql"));
  expect(problemsOf(folder, [applied("002_b.sql")])).toMatchObject([{ kind: "out-of-order" }]);
  expect(problemsOf(folder, [applied("002_b.sql")], true)).toEqual([]);
});

test("a missing folder with applied files says so", () => {
  const plan = planWork({ path: "/m", exists: false, problems: [], sources: [] }, [applied("001_a.sql")], {
    allowOutOfOrder: false,
  });
  expect(plan.problems[0]?.message).toContain("the folder /m does not exist");
});

test("all problems come in one error with its exit code", () => {
  const { problems } = planWork(
    folderOf(source("002_b.sql", "new")),
    [applied("001_a.sql"), applied("002_b.sql")],
    {
      allowOutOfOrder: false,
    },
  );
  expect(() => requireSound({ problems: [] })).not.toThrow();
  try {
    requireSound({ problems });
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof InfraError)) throw error;
    expect(error.exitCode).toBe(19);
    expect(error.message).toContain("001_a.sql");
    expect(error.message).toContain("002_b.sql");
  }
});
