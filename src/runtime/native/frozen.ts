import { isStopped, type ProcessView } from "../../system/process-identity.js";
import { continueViewed } from "./server-process.js";

/** The message for a server that was stopped by a signal. */
export const FROZEN = "its process was stopped (SIGSTOP)";

/** Resumes a server that was stopped by a signal. See `Runtime.resume`. */
export async function resumeServer(server: ProcessView | undefined): Promise<string | undefined> {
  if (server === undefined || !(await isStopped(server.pid))) return undefined;
  await continueViewed(server);
  return FROZEN;
}
