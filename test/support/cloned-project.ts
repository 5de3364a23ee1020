import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { TemporaryProject, type ProjectOptions } from "./temporary-project.js";
import { temporaryFolder } from "./temporary-folder.js";
import { treePicture } from "./tree-picture.js";

const git = (folder: string, ...args: string[]) =>
  promisify(execFile)("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args]);

/** A home folder with things in it that no command has any business with. */
export async function temporaryHome() {
  const home = await temporaryFolder();
  await mkdir(join(home, "photos", "2024"), { recursive: true });
  for (const name of [".bashrc", "photos/one", "photos/2024/two"])
    await writeFile(join(home, name), "precious\n");
  const before = await treePicture(home);
  return { home, before, picture: () => treePicture(home) };
}

/** A project that was cloned from a repository which tracks these links: path → target. */
export async function clonedProject(
  links: Record<string, string>,
  options: ProjectOptions = {},
): Promise<TemporaryProject> {
  const origin = await temporaryFolder();
  for (const [path, target] of Object.entries(links)) {
    await mkdir(dirname(join(origin, path)), { recursive: true });
    await symlink(target, join(origin, path));
  }
  await git(origin, "init", "--quiet");
  await git(origin, "add", "--force", "--all");
  await git(origin, "commit", "--quiet", "--message", "links");
  const project = await TemporaryProject.create(options);
  await git(project.dir, "init", "--quiet");
  await git(project.dir, "pull", "--quiet", origin, "HEAD");
  return project;
}
