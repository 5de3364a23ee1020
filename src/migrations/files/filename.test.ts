import { expect, test } from "vitest";
import { migrationNumber, nextMigrationName } from "./filename.js";

test.each([
  ["001_init.sql", 1],
  ["0042_a-b.c.sql", 42],
  ["20250101120000_x.sql", 20250101120000],
  ["01_short.sql", undefined],
  ["001init.sql", undefined],
  ["001_.sql", undefined],
  ["001_a b.sql", undefined],
  ["001_a.SQL", undefined],
])("%s has the number %s", (filename, number) => {
  expect(migrationNumber(filename)).toBe(number);
});

test("the next name goes on in the width of the last", () => {
  expect(nextMigrationName([], "Init!")).toBe("001_init.sql");
  expect(nextMigrationName(["010_x.sql", "002_y.sql", "README.md"], "Größe ändern")).toBe(
    "011_gro_e_andern.sql",
  );
  expect(nextMigrationName(["0009_x.sql"], "b.sql")).toBe("0010_b.sql");
  expect(nextMigrationName(["999_x.sql"], "b")).toBe("1000_b.sql");
  expect(nextMigrationName([], `../../etc; rm -rf "$HOME" ${"x".repeat(300)}`)).toMatch(
    /^001_etc_rm_rf_home_x{85}\.sql$/,
  );
});
