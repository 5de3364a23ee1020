/** Only the owner's machine may connect: the services trust every client that reaches them (Redis has no password). */
export const PUBLISH_ADDRESS = "127.0.0.1";

/** Started again after a crash and after a restart of the engine, but not after a stop. */
export const RESTART_POLICY = "unless-stopped";

/** Between the image's own stop signal and the kill. */
export const STOP_TIMEOUT_SECONDS = 30;
