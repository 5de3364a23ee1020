import { expect, test } from "vitest";
import { isSameSql } from "./same-sql.js";

test.each([
  ["create table a (x int);", "-- why\ncreate  table a\n  ( x int ) ; /* done */\n"],
  ["select a<=1", "select a <= 1"],
  ["select 'a'\n  'b'", "select 'a'\n\n'b'"],
  ["select x = 'y'", "select x='y'"],
])("%j says the same as %j", (before, after) => {
  expect(isSameSql(before, after)).toBe(true);
});

test.each([
  ["create table a (x int);", "create table a (y int);"],
  ["select 'a  b'", "select 'a b'"],
  ["select a <= 1", "select a < = 1"],
  ["select 'a'\n'b'", "select 'a' 'b'"],
  ["select x '1'", "select x'1'"],
  ["select U&'d'", "select U & 'd'"],
  ["select U&'d'", "select U&  'd'"],
  ["select ab", "select a b"],
  ["do $$ begin end $$", "do $$ begin /* here */ end $$"],
  ["vacuum;", "-- infra:no-transaction\nvacuum;"],
  ["create table a ();", "create table a ()"],
])("%j does not say the same as %j", (before, after) => {
  expect(isSameSql(before, after)).toBe(false);
});
