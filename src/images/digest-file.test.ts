import fc from "fast-check";
import { expect, test } from "vitest";
import { formatImageDigest, parseImageDigests, splitReference, updateImageDigests } from "./digest-file.js";

const A = `sha256:${"a".repeat(64)}`;
const B = `sha256:${"b".repeat(64)}`;

test("lines, comments and registries with ports are read", () => {
  const text = `# pinned\n\npostgres:18.0-alpine@${A} # the default\r\nlocalhost:5000/acme/redis:8@${B}\n`;
  expect(parseImageDigests(text, "IMAGE_DIGESTS").images).toEqual([
    { repo: "postgres", tag: "18.0-alpine", digest: A },
    { repo: "localhost:5000/acme/redis", tag: "8", digest: B },
  ]);
});

test("a malformed line is an error with its number, never skipped; all are told", () => {
  const text = `postgres:18@${A}\npostgres@${A}\nredis:8@sha256:short\npostgres:18@${B}\n`;
  expect(() => parseImageDigests(text, "IMAGE_DIGESTS")).toThrowError(
    expect.objectContaining({
      exitCode: 41,
      message: expect.stringMatching(
        /line 2: [\s\S]*line 3: [\s\S]*line 4: postgres:18 has another digest/,
      ) as string,
    }) as Error,
  );
});

test("an update keeps comments, order and line ends", () => {
  const text = `# ours\r\nredis:8@${A} # cache\r\n\r\n# end\r\n`;
  const updates = [
    { repo: "postgres", tag: "18", digest: A },
    { repo: "redis", tag: "8", digest: B },
  ];
  expect(updateImageDigests(text, updates)).toBe(
    `# ours\r\nredis:8@${B} # cache\r\n\r\n# end\r\npostgres:18@${A}\r\n`,
  );
});

test("an update changes every line of an image, so that none contradicts another", () => {
  const text = `redis:8@${A}\n# again\nredis:8@${A}\n`;
  const updated = updateImageDigests(text, [{ repo: "redis", tag: "8", digest: B }]);
  expect(updated).toBe(`redis:8@${B}\n# again\nredis:8@${B}\n`);
});

test("what is written is read back", () => {
  const digest = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => `sha256:${Buffer.from(bytes).toString("hex")}`);
  const repo = fc.stringMatching(/^[a-z0-9]{1,8}(:[0-9]{1,4}\/[a-z]{1,5})?$/);
  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,8}$/);
  const images = fc.uniqueArray(fc.record({ repo, tag, digest }), {
    selector: (image) => `${image.repo}:${image.tag}`,
  });
  fc.assert(
    fc.property(images, (list) => {
      const text = updateImageDigests("", list);
      expect(parseImageDigests(text, "x").images).toEqual(list);
      expect(updateImageDigests(text, list)).toBe(text);
      for (const image of list) {
        expect(splitReference(formatImageDigest(image))).toEqual({ repo: image.repo, tag: image.tag });
      }
    }),
  );
});
