/** The engine understood a request and said no. */
export class EngineError extends Error {
  override readonly name = "EngineError";

  constructor(
    readonly status: number,
    /** What was asked: `POST /containers/create`. */
    readonly request: string,
    /** The engine's own words. */
    readonly reason: string,
  ) {
    super(`the engine refused ${request} (${status}): ${reason}`);
  }
}

export function isStatus(error: unknown, ...statuses: number[]): error is EngineError {
  return error instanceof EngineError && statuses.includes(error.status);
}

/** What was asked for, or `undefined` where the engine says that there is no such thing. */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (isStatus(error, 404)) return undefined;
    throw error;
  });
}
