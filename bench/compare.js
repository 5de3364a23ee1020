import { performance } from "node:perf_hooks";

/**
 * Runs a benchmark's two sides in turn, A B A B, so that whatever else the machine does falls on both alike.
 *
 * A benchmark has `name`, `reference` and `subject` (what each is called), `limit` (the ratio that the project sets itself, or
 * undefined) and `setUp()`, which returns the two sides and `tearDown`. A side has `run()`, which is timed, and may have
 * `before()` and `after()`, which are not. There may be `peers` by name, further sides that do the same work by other tools. It may
 * have `missing()`, which tells what this machine lacks for it.
 *
 * @returns times in milliseconds, and the ratio of the medians
 */
export async function compare(benchmark, { rounds, signal }) {
  const { peers = {}, tearDown, ...two } = await benchmark.setUp(signal);
  const sides = { ...two, ...peers };
  const samples = Object.fromEntries(Object.keys(sides).map((side) => [side, []]));
  try {
    // The first round of each warms the page cache and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const side of Object.keys(sides)) {
        signal.throwIfAborted();
        const elapsedMs = await time(sides[side]);
        if (round > 0) samples[side].push(elapsedMs);
      }
    }
  } finally {
    await tearDown();
  }
  const reference = { what: benchmark.reference, ...summary(samples.reference) };
  const subject = { what: benchmark.subject, ...summary(samples.subject) };
  return {
    name: benchmark.name,
    rounds,
    reference,
    subject,
    ratio: subject.medianMs / reference.medianMs,
    peers: Object.keys(peers).map((name) => ratioTo(reference, { what: name, ...summary(samples[name]) })),
    ...(benchmark.limit !== undefined && { limit: benchmark.limit }),
  };
}

function ratioTo(reference, peer) {
  return { ...peer, ratio: peer.medianMs / reference.medianMs };
}

async function time({ before, run, after }) {
  await before?.();
  const startedAt = performance.now();
  await run();
  const elapsedMs = performance.now() - startedAt;
  await after?.();
  return elapsedMs;
}

function summary(samples) {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const medianMs = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { minMs: sorted[0], medianMs, maxMs: sorted.at(-1) };
}
