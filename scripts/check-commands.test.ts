import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = fileURLToPath(new URL("check-commands.js", import.meta.url));

test.each([
  ["a message from infra()", "system/a.ts", 'throw new Error(`Start it: ${infra("up")}`);'],
  ["a comment", "system/a.ts", "// after infra up\n/** `infra up` */"],
  [
    "a sentence about infra",
    "system/a.ts",
    'throw new Error("infra does not change it; infra uploads nothing");',
  ],
  ["a help text", "cli/commands/up.ts", '  examples: [\n    ["infra up", "start"],\n  ],'],
  ["the name of a connection", "system/a.ts", "  applicationName: `infra up (pid 7)`,"],
  ["a function in a constant", "system/a.ts", 'const hint = () =>\n  `Run: ${infra("up")}`;'],
])("passes: %s", (_, file, source) => {
  expect(check(file, source)).toEqual({ stderr: "", status: 0 });
});

test.each([
  ["a literal command", "system/a.ts", 'throw new Error("Start it: infra up");', '"infra up" in a text'],
  ["in a template", "system/a.ts", "const text = `${name}: infra migrate`;", '"infra migrate" in a text'],
  ["with an option first", "system/a.ts", "const text = `infra -C ${dir} up`;", '"infra -C" in a text'],
  ["in a hint of a command", "cli/commands/up.ts", '  hint: "Run infra up",', '"infra up" in a text'],
  ["in a constant", "system/a.ts", 'const HINT =\n  "Run " + infra("up");', "a command in a constant"],
])("is found: %s", (_, file, source, problem) => {
  const { stderr, status } = check(file, source);
  expect(stderr).toContain(`src/${file}:1: ${problem}`);
  expect(status).toBe(1);
});

function check(file: string, source: string): { stderr: string; status: number | null } {
  const root = mkdtempSync(join(tmpdir(), "infra-check-commands-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const files = { "docs/commands.md": "## infra up\n\n## infra migrate\n", [`src/${file}`]: source };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { stderr, status } = spawnSync(process.execPath, [script, root], { encoding: "utf8" });
  return { stderr, status };
}
