/**
 * When an object was made, from the engine's text or its seconds. Engines leave fractions out of some answers; then it is
 * the end of that second, so that what was made after a moment never seems to be from before it.
 */
export function createdAt(time: string | number | undefined): Date | undefined {
  if (time === undefined) return undefined;
  const milliseconds = typeof time === "number" ? time * 1000 : Date.parse(time);
  if (Number.isNaN(milliseconds)) return undefined;
  const isExact = typeof time === "string" && time.includes(".");
  return new Date(isExact ? milliseconds : milliseconds + 999);
}
