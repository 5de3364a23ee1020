// Adds up vitest's JSON reports: "12 passed, 0 failed", with skipped ones when there are some.
import { readFileSync } from "node:fs";

const reports = process.argv
  .slice(2)
  .map((path) => readFileSync(path, "utf8"))
  // Empty: that run never came to its end.
  .map((text) => (text === "" ? {} : JSON.parse(text)));
const sum = (key) => reports.reduce((total, report) => total + (report[key] ?? 0), 0);

const skipped = sum("numPendingTests") + sum("numTodoTests");
const parts = [`${sum("numPassedTests")} passed`, `${sum("numFailedTests")} failed`];
if (skipped > 0) parts.push(`${skipped} skipped`);
console.log(parts.join(", "));
