/** Results of `compare` as a table for people. */
export function renderTable(results) {
  const rows = results.flatMap((result) => [...resultRows(result), []]);
  const table = [["milliseconds", "min", "median", "max", "ratio", "limit"], [], ...rows];
  const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map((row) => renderRow(row, widths)).join("\n");
}

function resultRows({ name, skipped, reference, subject, ratio, peers, limit, rounds }) {
  if (skipped !== undefined) return [[`${name} (SKIPPED)`]];
  return [
    [reference.what, ...times(reference), `${rounds} rounds`, ""],
    [subject.what, ...times(subject), `${ratio.toFixed(2)} ×`, limitText(ratio, limit)],
    ...peers.map((peer) => [peer.what, ...times(peer), `${peer.ratio.toFixed(2)} ×`, ""]),
  ];
}

function times({ minMs, medianMs, maxMs }) {
  return [minMs, medianMs, maxMs].map((ms) => ms.toFixed(0));
}

function limitText(ratio, limit) {
  if (limit === undefined) return "";
  return `${limit.toFixed(2)} × ${ratio <= limit ? "(kept)" : "(MISSED)"}`;
}

function renderRow(row, widths) {
  return row
    .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
    .join("  ")
    .trimEnd();
}
