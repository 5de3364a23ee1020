/** A child gets the terminal itself; with `--json` stdout is for the document, and the child's output joins stderr. */
export function childStdio(json: boolean): ["inherit", "inherit" | 2, "inherit"] {
  return ["inherit", json ? 2 : "inherit", "inherit"];
}
