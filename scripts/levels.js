/**
 * Folders and files of src/, lowest level first: a level may use every level above it in this list, never one below. What
 * each holds is printed in CONTRIBUTING.md (`npm run generate`).
 */
export const LEVELS = [
  {
    errors: "the one error class, the table of exit codes, Secret",
    events: "what operations report while they work",
  },
  { system: "leaf functions that know nothing of the project: files, processes, waiting, locks" },
  {
    postgres: "a PostgreSQL client: session, login, quoting, cancellation, PG* variables, databases",
    engine: "the Docker Engine API: find, dial, client, streams, pull, exec",
  },
  { config: "all sources of configuration → one resolved, checked value" },
  { services: "what PostgreSQL and Redis are on every runtime: settings, probes, state machine" },
  { containers: "container specifications and labels, without any engine" },
  { compose: "the same as a Compose file" },
  { state: "what is recorded below .infra/: the checkout, its environments, the history of the services" },
  {
    preflight: "checks before a start, and the plan of what has to be done",
    runtime: "starts and stops the services: docker/ and native/ behind one interface",
    readiness: "waits until a service answers, or reports why it does not",
    migrations: "migration and seed files, the ledger, running them",
    connection: "connection variables and the file that holds them",
    images: "IMAGE_DIGESTS: parse, compare, rewrite",
  },
  { operations: "one file per command, with its options and report; stages/ holds what they share" },
  { cli: "the only folder that reads argv, prints and sets the exit code", index: "the public API" },
];
