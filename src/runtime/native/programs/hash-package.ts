import { hashFile, hashFiles, missingLinks, type ProgramTree } from "./program-tree.js";
import { digestOf, summarize, type Hashes } from "./program-hashes.js";
import { lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/**
 * Hashes of what would run from a tree now. An npm package holds no links, so a link counts as one, whatever it leads to:
 * it could lead elsewhere by the time the program runs. The links of the package's own list count only where they are wrong.
 */
export async function hashPrograms(tree: ProgramTree): Promise<Hashes> {
  const hashes = await hashFiles(tree);
  for (const [name, { isLink }] of tree.files) if (isLink) hashes[name] = "a link";
  const list = digestOf(Object.fromEntries(tree.links));
  return summarize({ ...hashes, ...(await wrongLinks(tree, hashes)), "list of links": list });
}

async function wrongLinks(tree: ProgramTree, hashes: Hashes): Promise<Hashes> {
  const wrong: Record<string, string> = {};
  const missing = new Set(missingLinks(tree).map(({ name }) => name));
  for (const [name, target] of tree.links) {
    const found = lstatSync(join(tree.root, name), { throwIfNoEntry: false });
    if (found === undefined) continue; // made before the next start
    if (found.isSymbolicLink()) {
      if (missing.has(name)) wrong[name] = `a link to ${readlinkSync(join(tree.root, name))}`;
    } else if (!found.isFile()) wrong[name] = "not a file";
    else {
      const hash = await hashFile(join(tree.root, name));
      if (hash !== hashes[join(name, "..", target)]) wrong[name] = hash;
    }
  }
  return wrong;
}
