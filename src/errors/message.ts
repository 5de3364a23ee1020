/** The human text of anything thrown, with its chain of causes on one line. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.message || (error as NodeJS.ErrnoException).code || error.name;
  // An AggregateError (failed connections to several addresses) has an empty message.
  const parts = error instanceof AggregateError ? error.errors.map(messageOf) : [];
  const text = parts.length > 0 && error.message === "" ? [...new Set(parts)].join("; ") : own;
  return error.cause instanceof Error ? `${text} (${messageOf(error.cause)})` : text;
}
