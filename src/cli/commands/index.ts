import type { CommandDefinition } from "../command.js";
import { redisCliCommand, psqlCommand } from "./client.js";
import { composeCommand } from "./compose.js";
import { doctorCommand } from "./doctor.js";
import { downCommand } from "./down.js";
import { envCommand } from "./env.js";
import { initCommand } from "./init.js";
import { logsCommand } from "./logs.js";
import { migrateCommand } from "./migrate.js";
import { resetCommand } from "./reset.js";
import { runCommand } from "./run.js";
import { seedCommand } from "./seed.js";
import { statusCommand } from "./status.js";
import { upCommand } from "./up.js";
import { verifyCommand } from "./verify.js";

/** Every command, in the order `infra --help` lists them. */
export const COMMANDS: readonly CommandDefinition[] = [
  upCommand,
  downCommand,
  resetCommand,
  statusCommand,
  runCommand,
  envCommand,
  migrateCommand,
  seedCommand,
  psqlCommand,
  redisCliCommand,
  logsCommand,
  doctorCommand,
  verifyCommand,
  composeCommand,
  initCommand,
];
