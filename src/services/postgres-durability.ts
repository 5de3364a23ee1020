/**
 * Settings of `durability: "fast"`: the system writes to the disk when it likes. A server that is killed loses nothing that
 * it confirmed, so `synchronous_commit` stays on: it decides when a commit leaves the server's own memory. A machine that
 * loses power may lose all of the data.
 */
export const FAST_DURABILITY = { fsync: false, full_page_writes: false };
