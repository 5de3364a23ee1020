import { migrationTools } from "../migration-tools.js";
import { runProgram } from "../processes.js";

const psqlMissing = () =>
  runProgram({ command: "psql", args: ["--version"] }).then(
    () => undefined,
    () => "needs `psql` on PATH",
  );

/** A new database: every file in a transaction of its own, with its row in the ledger. */
export const migrationsFirst = {
  name: "migrations-1000",
  rounds: 5,
  reference: "psql, 1000 files, each in a transaction",
  subject: "infra migrate",
  limit: 1.15,
  missing: psqlMissing,

  async setUp(signal) {
    const { tools, remove } = await migrationTools({ count: 1000, signal });
    const { psql, infra, ...peers } = Object.fromEntries(
      Object.entries(tools).map(([name, { empty, migrate }]) => [name, { before: empty, run: migrate }]),
    );
    return { reference: psql, subject: infra, peers, tearDown: remove };
  },
};

/** All files are applied already: what every later call pays. */
export const migrationsNothing = {
  name: "migrations-nothing",
  rounds: 9,
  reference: "node -e 0",
  subject: "infra migrate, 5000 files, all applied",

  async setUp(signal) {
    const { tools, remove } = await migrationTools({ count: 5000, signal });
    const { psql: _, infra, ...peers } = tools;
    const run = async (tool) => {
      await tool.migrate();
      return { run: tool.migrate };
    };
    return {
      reference: { run: () => runProgram({ command: process.execPath, args: ["-e", "0"], signal }) },
      subject: await run(infra),
      peers: Object.fromEntries(
        await Promise.all(Object.entries(peers).map(async ([name, tool]) => [name, await run(tool)])),
      ),
      tearDown: remove,
    };
  },
};
