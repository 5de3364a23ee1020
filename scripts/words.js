/**
 * Words and phrases that documents, comments and messages do not use, each with its replacement. Case does not matter, and
 * a space also matches a line break.
 */
export const WORDS = [
  { avoid: ["is not believed", "is believed"], use: "is ignored, is trusted" },
  { avoid: ["told", "tell", "tells", "telling"], use: "is reported, prints, distinguishes" },
  { avoid: ["heeded", "heeds"], use: "is supported, is used" },
  { avoid: ["mend", "mends", "mended", "mending"], use: "fix, fixed" },
  { avoid: ["nobody", "somebody", "whoever"], use: "another process, the user, the caller" },
  { avoid: ["wants", "believes"], use: "needs, expects, trusts" },
  { avoid: ["anew"], use: "again, restarted, recreated" },
  { avoid: ["beside"], use: "next to, in parallel with" },
  { avoid: ["whole"], use: "complete, entire" },
  { avoid: ["of its own", "for itself"], use: "separate, exclusively" },
  { avoid: ["what is here", "is not here"], use: "present, missing" },
  { avoid: ["what is so"], use: "current state" },
  { avoid: ["in the way of", "stands in the way", "stand in the way"], use: "blocks" },
  { avoid: ["lies here", "lies there", "lie there"], use: "exists, existing data found" },
  { avoid: ["how it feels"], use: "health" },
  { avoid: ["left aside"], use: "Alternatives considered" },
  { avoid: ["whose process is it"], use: "Process ownership" },
  { avoid: ["makes no file name"], use: "Cannot build a file name from" },
  { avoid: ["did not let"], use: "rejected" },
  { avoid: ["has an end", "leave one of the two out"], use: "Use either A or B" },
  { avoid: ["does not lead there"], use: "is not forwarded" },
  { avoid: ["no words for"], use: "an unhandled error" },
  { avoid: ["is wanted no more", "wanted no more"], use: "is no longer needed" },
  { avoid: ["keep still", "keeps still"], use: "locks" },
  { avoid: ["whatever became of"], use: "again, always" },
  { avoid: ["comes round"], use: "weekly, daily" },
];
