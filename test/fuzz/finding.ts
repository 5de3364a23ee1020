/** Something that must not be. Ends the run. */
export class Finding extends Error {
  override readonly name = "Finding";
}
