import { composeMissing, composeProjects } from "../compose.js";

/** Images are here, and nothing else: network, volume, containers, PostgreSQL's data, first query. */
export const composeCold = {
  name: "compose-cold",
  rounds: 5,
  reference: "docker compose up -d --wait, no volume",
  subject: "infra up, no volume (docker)",
  limit: 0.6,
  missing: composeMissing,

  async setUp(signal) {
    const { infra, compose, remove } = await composeProjects(signal);
    return {
      reference: {
        before: () => compose("down", "--volumes"),
        run: () => compose("up", "--detach", "--wait"),
        after: () => compose("down", "--volumes"),
      },
      subject: {
        before: () => infra("reset"),
        run: () => infra("up"),
        after: () => infra("reset"),
      },
      tearDown: remove,
    };
  },
};
