import type { ResolvedConfig, RuntimeKind } from "../config/resolved.js";
import { compareImages, type ImageFacts, type ImageVerdict } from "../images/compare.js";
import { parseImageDigests, splitReference, updateImageDigests } from "../images/digest-file.js";
import { atomicWrite } from "../system/atomic-write.js";
import { chooseRuntime } from "./stages/choose-runtime.js";
import { openEnvironment, type OperationOptions } from "./stages/environment.js";
import { digestsFile, readDigests, requireImagePolicy } from "../images/image-policy.js";

export interface VerifyOptions extends OperationOptions {
  /** Pulls missing images. */
  pullMissing?: boolean;
  /** Writes the digests of the images on this machine to IMAGE_DIGESTS. */
  update?: boolean;
}

export interface VerifyReport {
  name: string;
  runtime: RuntimeKind;
  images: readonly ImageVerdict[];
  /** Every image is what is expected. */
  pass: boolean;
  /** The file was rewritten: absolute path. */
  updated?: string;
}

/**
 * Compares the images on this machine, and those in use, with IMAGE_DIGESTS (native: the programs on disk and the
 * running ones with lists of hashes). Changes nothing without --update.
 *
 * @throws InfraError DIGESTS_UNREADABLE, IMAGE_UNAVAILABLE
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { config, env, context } = await openEnvironment(options);
  const { runtime } = await chooseRuntime(config, env, context.signal);
  const before = await runtime.imageFacts();
  const missing = before.filter(({ digests }) => digests === undefined).map(({ service }) => service);
  const pull = options.pullMissing === true && missing.length > 0;
  if (pull) await runtime.fetch(missing, context);
  if (options.update === true && runtime.kind === "native") {
    context.emit({
      type: "warning",
      message:
        "Nothing to update: on the native runtime this release of infra and the package lists of the machine say what is expected",
    });
  }
  const facts = pull ? await runtime.imageFacts() : before;
  const updated =
    options.update === true && runtime.kind !== "native" ? await update(config, facts) : undefined;
  const policy = runtime.kind === "native" ? { images: [] } : await requireImagePolicy(config);
  const images = compareImages(policy, facts);
  return {
    name: config.name,
    runtime: runtime.kind,
    images,
    pass: images.every(({ verdict }) => verdict === "OK"),
    ...(updated !== undefined && { updated }),
  };
}

/** Comments, order and lines about other images stay. A malformed file is not written over. */
async function update(config: ResolvedConfig, facts: readonly ImageFacts[]): Promise<string> {
  const path = digestsFile(config);
  const text = (await readDigests(config)) ?? "";
  const known = parseImageDigests(text, path).images;
  const updates = facts.flatMap(({ reference, digests = [] }) => {
    const { repo, tag } = splitReference(reference);
    const [digest] = digests;
    // What is expected already may be one of several names for the same image: it stays.
    const expected = known.find((image) => image.repo === repo && image.tag === tag)?.digest;
    return digest === undefined || (expected !== undefined && digests.includes(expected))
      ? []
      : [{ repo, tag, digest }];
  });
  await atomicWrite(path, updateImageDigests(text, updates), { mode: 0o644 });
  return path;
}
