/** Numbers in [0, 1) that depend on the text alone (mulberry32 over a hash of it). */
export function randomNumbers(text: string): () => number {
  let state = Buffer.from(text).reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619), 2_166_136_261);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Decisions that depend on the text alone. */
export class Random {
  private readonly next: () => number;
  constructor(text: string) {
    this.next = randomNumbers(text);
  }

  /** In [0, 1). */
  share(): number {
    return this.next();
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const index = this.below(list.length);
    if (!(index in list)) throw new Error("there is nothing to pick from");
    return list[index] as T;
  }
}
