/**
 * Releases in reverse order of acquisition. The acquiring code pushes the release; after a success it calls
 * {@link CleanupStack.move}, and nothing is undone.
 */
export class CleanupStack {
  #releases: { what: string; release: () => Promise<unknown> }[] = [];

  push(what: string, release: () => Promise<unknown>): void {
    this.#releases.push({ what, release });
  }

  /** The work succeeded: what was acquired stays. */
  move(): void {
    this.#releases = [];
  }

  /** Runs every release, also when one fails; returns the failures with what they were to undo. */
  async unwind(): Promise<{ what: string; error: unknown }[]> {
    const failures: { what: string; error: unknown }[] = [];
    for (const { what, release } of this.#releases.toReversed()) {
      try {
        await release();
      } catch (error) {
        failures.push({ what, error });
      }
    }
    this.#releases = [];
    return failures;
  }
}
