import { runProgram } from "../processes.js";
import { temporaryProject } from "../project.js";

/** What every call pays that finds nothing to do, against the least that any Node program costs. */
export const upWhenUp = {
  name: "up-when-up",
  rounds: 15,
  reference: "node -e 0",
  subject: "infra up, all is up",

  async setUp(signal) {
    const project = await temporaryProject();
    await project.infra(["up"], signal);
    return {
      reference: { run: () => runProgram({ command: process.execPath, args: ["-e", "0"], signal }) },
      subject: { run: () => project.infra(["up"], signal) },
      tearDown: () => project.remove(),
    };
  },
};
