const HOST_PART = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const HOST = `${HOST_PART}(?:\\.${HOST_PART})*(?::[0-9]+)?`;
const NAME_PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const TAG = "[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}";
const DIGEST = "sha256:[0-9a-f]{64}";

/** What engines take for the name of an image: `postgres:18.0-alpine`, `localhost:5000/acme/redis@sha256:…`. */
export const IMAGE_REFERENCE = new RegExp(
  `^(?:${HOST}/)?${NAME_PART}(?:/${NAME_PART})*(?::${TAG})?(?:@${DIGEST})?$`,
);
