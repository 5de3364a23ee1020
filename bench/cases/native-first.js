import { barePostgres } from "../bare-postgres.js";
import { temporaryProject } from "../project.js";

/** `up` in a fresh checkout, programs cached: PostgreSQL's data is made, both services start, a query is answered. */
export const nativeFirst = {
  name: "native-first",
  rounds: 7,
  reference: "bare initdb + start + query",
  subject: "infra up, no data (native)",
  limit: 1.5,

  async setUp(signal) {
    const project = await temporaryProject();
    // Also fetches what is not cached yet.
    await project.infra(["up"], signal);
    const bare = await barePostgres({ likeProject: project, signal });
    return {
      reference: {
        before: () => bare.removeData(),
        run: async () => {
          await bare.initdb();
          await bare.startAndQuery();
        },
        after: () => bare.stop(),
      },
      subject: {
        before: () => project.infra(["reset"], signal),
        run: () => project.infra(["up"], signal),
        after: () => project.infra(["down"], signal),
      },
      tearDown: async () => {
        await bare.remove();
        await project.remove();
      },
    };
  },
};
