import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./repository.js";

/** Tests run the commands as users do, from the build; one that is older than the sources is made anew. */
export default function setup(): void {
  const sources = readdirSync(join(repositoryRoot, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => statSync(join(repositoryRoot, "src", name)).mtimeMs);
  const built =
    statSync(join(repositoryRoot, "dist/bundle/main.js"), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built < Math.max(...sources)) {
    execFileSync(process.execPath, [join(repositoryRoot, "scripts/build.js")], { stdio: "inherit" });
  }
}
