/** Work that is done once and shared by all who need its result, until it fails or its result is out of date. */
export interface Once<T> {
  get(work: () => Promise<T>): Promise<T>;
  forget(): void;
}

export function once<T>(): Once<T> {
  let current: Promise<T> | undefined;
  return {
    get: (work) => {
      if (current === undefined) {
        const mine = (current = work());
        // Who asks gets the failure; who asks later gets another attempt.
        mine.catch(() => {
          if (current === mine) current = undefined;
        });
      }
      return current;
    },
    forget: () => {
      current = undefined;
    },
  };
}
