import type { ServiceName } from "../services/service.js";
import { type ImageDigestPolicy, splitReference } from "./digest-file.js";

/** What a runtime knows of the software of one service. */
export interface ImageFacts {
  service: ServiceName;
  /** As configured: `postgres:18.0-alpine`. */
  reference: string;
  /**
   * Digests under which the image is known here: of the index and of the platform's manifest, whichever the engine's
   * image store keeps. Empty for an image that was never pulled (built or imported here). Absent: the image is missing.
   */
  digests?: readonly string[];
  /** The same of the image that the running container was made from. Absent: it does not run. */
  runningDigests?: readonly string[];
  /** Where something else than IMAGE_DIGESTS says what is expected (a list that infra came with); without `digest` it says nothing. */
  pinned?: { from: string; digest?: string };
  /** Where more is known than that digests differ: what differs on this machine, and in what runs. */
  difference?: string;
  runningDifference?: string;
  /** Why nothing says what is expected. */
  unchecked?: string;
}

/** One line of the report, and why. */
export interface ImageVerdict {
  service: ServiceName;
  reference: string;
  verdict: "OK" | "MISMATCH" | "MISSING";
  /** What is asked for; absent if this image is not pinned. */
  expected?: string;
  found?: readonly string[];
  /** In the user's words. */
  reason: string;
}

/** Compares the present images with the expected ones. */
export function compareImages(policy: ImageDigestPolicy, facts: readonly ImageFacts[]): ImageVerdict[] {
  return facts.map((image) => compareImage(policy, image));
}

function compareImage(policy: ImageDigestPolicy, image: ImageFacts): ImageVerdict {
  const { service, reference, digests, runningDigests } = image;
  const { digest: expected, from } = image.pinned ?? pinnedBy(policy, reference);
  const found = digests === undefined ? {} : { found: digests };
  if (expected === undefined) {
    return {
      service,
      reference,
      ...found,
      verdict: "MISSING",
      reason: image.unchecked ?? `${from} has no line for it`,
    };
  }
  const verdict = { service, reference, expected, ...found };
  if (digests === undefined) return { ...verdict, verdict: "MISSING", reason: "it is not on this machine" };
  if (!digests.includes(expected)) {
    const here =
      digests.length === 0
        ? "it has no digest: it was never pulled"
        : `the one on this machine is ${digests[0]}`;
    return { ...verdict, verdict: "MISMATCH", reason: image.difference ?? here };
  }
  if (runningDigests !== undefined && !runningDigests.includes(expected)) {
    return { ...verdict, verdict: "MISMATCH", reason: whatRuns(image) };
  }
  return { ...verdict, verdict: "OK", reason: "as expected" };
}

function whatRuns({ runningDigests = [], runningDifference }: ImageFacts): string {
  if (runningDifference !== undefined) return `in the running server, ${runningDifference}`;
  return `the running container was made from ${runningDigests[0] ?? "an image without a digest"}`;
}

function pinnedBy({ images }: ImageDigestPolicy, reference: string): NonNullable<ImageFacts["pinned"]> {
  const { repo, tag } = splitReference(reference);
  const digest = images.find((entry) => entry.repo === repo && entry.tag === tag)?.digest;
  return { from: "IMAGE_DIGESTS", ...(digest !== undefined && { digest }) };
}
