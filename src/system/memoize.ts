export interface Memoized<T, Args extends unknown[] = []> {
  (...args: Args): Promise<T>;
  /** The result is out of date: the next call does the work again. */
  forget(): void;
}

/** Work that is done at the first call and whose result all later calls get, whatever their arguments. After a failure the next call tries again. */
export function memoize<T, Args extends unknown[] = []>(
  work: (...args: Args) => Promise<T>,
): Memoized<T, Args> {
  let current: Promise<T> | undefined;
  const get = (...args: Args) => {
    if (current !== undefined) return current;
    const mine = work(...args);
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
