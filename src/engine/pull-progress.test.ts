import { expect, test } from "vitest";
import { pullProgress } from "./pull-progress.js";

test("bytes of all layers are added up; the total is told once every layer's size is known", () => {
  const progress = pullProgress();
  expect(progress.add({ status: "Pulling from library/postgres", id: "18" })).toBeUndefined();
  progress.add({ id: "a", status: "Pulling fs layer" });
  progress.add({ id: "b", status: "Waiting" });
  expect(progress.add(downloading("a", 10, 100))).toEqual({ done: 10 });
  expect(progress.add(downloading("b", 5, 50))).toEqual({ done: 15, total: 150 });
  expect(progress.add({ id: "a", status: "Download complete" })).toEqual({ done: 105, total: 150 });
  expect(progress.add({ id: "a", status: "Extracting", progressDetail: { current: 1, total: 100 } })).toBe(
    undefined,
  );
  expect(progress.add({ id: "b", status: "Pull complete" })).toEqual({ done: 150, total: 150 });
});

test("layers that are there already and a summary line say nothing", () => {
  const progress = pullProgress();
  expect(progress.add({ id: "a", status: "Already exists" })).toBeUndefined();
  expect(progress.add({ status: "Status: Image is up to date" })).toBeUndefined();
});

function downloading(id: string, current: number, total: number) {
  return { id, status: "Downloading", progressDetail: { current, total } };
}
