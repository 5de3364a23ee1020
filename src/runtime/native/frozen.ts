import { isStopped, type ProcessView } from "../../system/process-identity.js";
import { continueViewed } from "./server-process.js";

/** What a server is called that was stopped by a signal. */
export const FROZEN = "its process was stopped (SIGSTOP)";

/** Lets a server go on that was stopped by a signal. See `Runtime.resume`. */
export async function resumeServer(server: ProcessView | undefined): Promise<string | undefined> {
  if (server === undefined || !(await isStopped(server.pid))) return undefined;
  await continueViewed(server);
  return FROZEN;
}
