/**
 * The values of several sources, in order of arrival. The next value of a source is requested once its last one was
 * taken. The first failure is thrown and ends only this generator: the caller has to end the sources.
 *
 * Without `Promise.race`, which adds a reaction to the promise of a quiet source with each value of a busy one.
 */
export async function* mergeIterables<T>(sources: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const answers: Answer<T>[] = [];
  let wake = () => {};
  const ask = (iterator: AsyncIterator<T>) => {
    const tell = (answer: Answer<T>) => {
      answers.push(answer);
      wake();
    };
    iterator.next().then(
      (next) => tell({ iterator, next }),
      (failure: unknown) => tell({ failure }),
    );
  };

  for (const source of sources) ask(source[Symbol.asyncIterator]());
  for (let open = sources.length; open > 0;) {
    const answer = answers.shift();
    if (answer === undefined) {
      await new Promise<void>((resolve) => (wake = resolve));
    } else if ("failure" in answer) {
      throw answer.failure;
    } else if (answer.next.done === true) {
      open -= 1;
    } else {
      yield answer.next.value;
      ask(answer.iterator);
    }
  }
}

type Answer<T> = { iterator: AsyncIterator<T>; next: IteratorResult<T> } | { failure: unknown };
