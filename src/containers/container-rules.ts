/** Only the owner's machine may connect: the services trust whoever reaches them (Redis has no password). */
export const PUBLISH_ADDRESS = "127.0.0.1";

/** Back after a crash and after the engine's restart, not after somebody stopped it. */
export const RESTART_POLICY = "unless-stopped";

/** Between the image's own stop signal and the kill. */
export const STOP_TIMEOUT_SECONDS = 30;
