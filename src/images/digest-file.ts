import { InfraError } from "../errors/infra-error.js";
import { infra } from "../system/own-command.js";

/** One expected digest, as the first seed's ImageDigestPolicy names its parts. */
export interface ImageDigest {
  /** `postgres`, `ghcr.io/acme/postgres`. */
  repo: string;
  tag: string;
  /** `sha256:<64 hex digits>`. */
  digest: string;
}

/** What `IMAGE_DIGESTS` says, in its order. */
export interface ImageDigestPolicy {
  images: readonly ImageDigest[];
}

/** `repo:tag@sha256:…`; the repo may hold a registry with a port, so the tag starts at the last colon before the @. */
const LINE =
  /^(?<repo>[a-z0-9][a-zA-Z0-9._:/-]*):(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})@(?<digest>sha256:[0-9a-f]{64})$/;

/**
 * Reads `IMAGE_DIGESTS`. Blank lines and `#` comments (complete lines, or after a digest and a space) are ignored.
 *
 * @throws InfraError DIGESTS_UNREADABLE naming every line that is neither, or that contradicts an earlier one
 */
export function parseImageDigests(text: string, path: string): ImageDigestPolicy {
  const problems: string[] = [];
  const images: ImageDigest[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = contentOf(line);
    if (content === "") continue;
    const parts = LINE.exec(content)?.groups;
    if (!parts) {
      problems.push(`  line ${index + 1}: ${JSON.stringify(content)} is not repo:tag@sha256:<64 hex digits>`);
      continue;
    }
    const { repo = "", tag = "", digest = "" } = parts;
    const earlier = images.find((image) => image.repo === repo && image.tag === tag);
    if (earlier !== undefined && earlier.digest !== digest) {
      problems.push(`  line ${index + 1}: ${repo}:${tag} has another digest on an earlier line`);
    } else if (earlier === undefined) images.push({ repo, tag, digest });
  }
  if (problems.length > 0) {
    throw new InfraError(
      "DIGESTS_UNREADABLE",
      [`Image digests in ${path} cannot be read:`, ...problems].join("\n"),
      {
        hint: `Fix the lines, or write the file again: ${infra("verify", "--update")}`,
      },
    );
  }
  return { images };
}

/**
 * The same file with these digests: known images get the new digest on their own line, new ones follow at the end, all
 * else (comments, order, line ends) stays as it is.
 */
export function updateImageDigests(text: string, updates: readonly ImageDigest[]): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const byName = new Map(updates.map((image) => [`${image.repo}:${image.tag}`, image]));
  const left = new Set(updates);
  const lines = text === "" ? [] : text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  const rewritten = lines.map((line) => {
    const content = contentOf(line);
    const parts = LINE.exec(content)?.groups;
    const update = parts && byName.get(`${parts["repo"]}:${parts["tag"]}`);
    if (!update) return line;
    left.delete(update);
    return line.replace(content, formatImageDigest(update));
  });
  return [...rewritten, ...[...left].map(formatImageDigest), ""].join(lineEnd);
}

export function formatImageDigest({ repo, tag, digest }: ImageDigest): string {
  return `${repo}:${tag}@${digest}`;
}

/** Splits `postgres:18.0-alpine`; an image without a tag is `latest`. A digest in the reference is left out. */
export function splitReference(reference: string): { repo: string; tag: string } {
  const [name = ""] = reference.split("@");
  const colon = name.lastIndexOf(":");
  // A colon before the last slash belongs to the registry's port.
  if (colon <= name.lastIndexOf("/")) return { repo: name, tag: "latest" };
  return { repo: name.slice(0, colon), tag: name.slice(colon + 1) };
}

function contentOf(line: string): string {
  return line.replace(/(^|\s)#.*$/, "").trim();
}
