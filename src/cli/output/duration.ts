/** `85 ms`, `1.2 s`, `3 min 5 s`, `2 h 4 min`, `3 d 2 h`. */
export function formatDuration(durationMs: number): string {
  const ms = Math.max(0, Math.round(durationMs));
  if (ms < 1000) return `${ms} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return pair([Math.floor(seconds / 60), "min"], [seconds % 60, "s"]);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return pair([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
  const hours = Math.floor(minutes / 60);
  return pair([Math.floor(hours / 24), "d"], [hours % 24, "h"]);
}

function pair(big: [number, string], small: [number, string]): string {
  return small[0] === 0 ? `${big[0]} ${big[1]}` : `${big[0]} ${big[1]} ${small[0]} ${small[1]}`;
}
