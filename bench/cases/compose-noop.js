import { composeMissing, composeProjects } from "../compose.js";

/** All is up: what it costs to find that out. */
export const composeNoop = {
  name: "compose-noop",
  rounds: 11,
  reference: "docker compose up -d --wait, all is up",
  subject: "infra up, all is up (docker)",
  limit: 0.45,
  missing: composeMissing,

  async setUp(signal) {
    const { infra, compose, remove } = await composeProjects(signal);
    await compose("up", "--detach", "--wait");
    return {
      reference: { run: () => compose("up", "--detach", "--wait") },
      subject: { run: () => infra("up") },
      tearDown: remove,
    };
  },
};
