import { barePostgres } from "../bare-postgres.js";
import { temporaryProject } from "../project.js";

/** `up` on a new day: the data is there, nothing runs. */
export const nativeLater = {
  name: "native-later",
  rounds: 11,
  reference: "bare start + query",
  subject: "infra up, data is there (native)",
  limit: 2,

  async setUp(signal) {
    const project = await temporaryProject();
    await project.infra(["up"], signal);
    const bare = await barePostgres({ likeProject: project, signal });
    await bare.initdb();
    await project.infra(["down"], signal);
    return {
      reference: { run: () => bare.startAndQuery(), after: () => bare.stop() },
      subject: {
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
