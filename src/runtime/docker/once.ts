/** Work that is done once and shared by all who need its result, until it fails or its result is out of date. */
export interface Once<T> {
  get(work: () => Promise<T>): Promise<T>;
  /** The result is out of date: the next who asks has it done again. */
  forget(): void;
}

export function once<T>(): Once<T> {
  let current: Promise<T> | undefined;
  return {
    get: (work) => {
      if (current !== undefined) return current;
      const mine = work();
      current = mine;
      // Who asks gets the failure; who asks later gets another attempt.
      mine.catch(() => {
        if (current === mine) current = undefined;
      });
      return mine;
    },
    forget: () => {
      current = undefined;
    },
  };
}
