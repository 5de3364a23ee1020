import { dirname, delimiter, isAbsolute, join } from "node:path";
import { access, constants } from "node:fs/promises";
import { inspectBinary } from "./inspect-binary.js";
import {
  notFound,
  unusable,
  SERVER_NAMES,
  type Attempt,
  type RedisSearch,
  type RedisSource,
} from "./redis-server.js";
import { withSystemFolders } from "../../../system/find-program.js";
import { runProgram } from "../../../system/run-program.js";

const PLACE = "Homebrew";
const FORMULAE = ["redis", "valkey"] as const;
/** Not reported on systems where Homebrew is not expected. */
const NOT_THIS_SYSTEM = { found: false, attempts: [] } as const;
const INSTALL_TIMEOUT_MS = 600_000;

/** Keeps `brew install` from doing more than was asked: no upgrade of other formulae, no removal of old ones. */
const ONLY_THIS_FORMULA = {
  HOMEBREW_NO_INSTALL_UPGRADE: "1",
  HOMEBREW_NO_INSTALLED_DEPENDENTS_CHECK: "1",
  HOMEBREW_NO_INSTALL_CLEANUP: "1",
  HOMEBREW_NO_ENV_HINTS: "1",
};

/** A server that Homebrew has installed but whose folder is not on PATH. */
export const homebrewSource: RedisSource = async (search) => {
  const brew = await findBrew(search.env.PATH ?? "");
  if (brew === undefined) return NOT_THIS_SYSTEM;
  // `brew` itself may be a link into another folder; the prefix is the folder of the link.
  const prefix = dirname(dirname(brew));
  const attempts: Attempt[] = [];
  for (const [index, formula] of FORMULAE.entries()) {
    const path = join(prefix, "opt", formula, "bin", SERVER_NAMES[index] ?? formula);
    const inspection = await inspectBinary({ path, origin: `Homebrew formula ${formula}` }, search);
    if (inspection.usable) return { found: true, server: inspection.server, attempts };
    if (!inspection.absent) {
      attempts.push({ place: PLACE, outcome: `${path} ${inspection.reason}`, broken: true });
    }
  }
  const outcome = `formulae ${FORMULAE.join(" and ")} are not installed in ${prefix}`;
  return { found: false, attempts: [...attempts, { place: PLACE, outcome, broken: false }] };
};

/** `brew install`: it needs no root and starts no service (that would be `brew services start`). */
export const homebrewFetchSource: RedisSource = async (search) => {
  const brew = await findBrew(search.env.PATH ?? "");
  if (process.platform !== "darwin") return NOT_THIS_SYSTEM;
  if (brew === undefined) return notFound(PLACE, "brew is not installed");
  const failures: string[] = [];
  for (const formula of FORMULAE) {
    search.context.emit({ type: "step", message: `Installing ${formula} with Homebrew (starts no service)` });
    const result = await install(brew, formula, search);
    if (result.exitCode === 0) return homebrewSource(search);
    failures.push(`brew install ${formula}: ${result.ending}\n${result.stderr.trim().slice(-1000)}`);
  }
  return unusable(PLACE, failures.join("\n"));
};

function install(brew: string, formula: string, { env, context }: RedisSearch) {
  return runProgram({
    command: brew,
    args: ["install", "--formula", formula],
    env: { ...env, PATH: withSystemFolders(env.PATH), ...ONLY_THIS_FORMULA },
    timeoutMs: INSTALL_TIMEOUT_MS,
    endWithUs: true,
    signal: context.signal,
  });
}

async function findBrew(path: string): Promise<string | undefined> {
  // A terminal that was opened before Homebrew was installed does not have its folder on PATH yet.
  const usual = process.platform === "darwin" ? ["/opt/homebrew/bin", "/usr/local/bin"] : [];
  for (const folder of [...path.split(delimiter).filter((item) => isAbsolute(item)), ...usual]) {
    const candidate = join(folder, "brew");
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return candidate;
  }
  return undefined;
}
