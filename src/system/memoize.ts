export interface Memoized<T> {
  (): Promise<T>;
  /** The result is out of date: the next call does the work again. */
  forget(): void;
}

/** Work that is done at the first call and whose result all later calls get. After a failure the next call tries again. */
export function memoize<T>(work: () => Promise<T>): Memoized<T> {
  let current: Promise<T> | undefined;
  const get = () => {
    if (current !== undefined) return current;
    const mine = work();
    current = mine;
    mine.catch(() => {
      if (current === mine) current = undefined;
    });
    return mine;
  };
  const forget = () => {
    current = undefined;
  };
  return Object.assign(get, { forget });
}
