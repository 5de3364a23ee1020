import { InfraError } from "../errors/infra-error.js";
import { messageOf } from "../errors/message.js";
import { shortageError } from "../system/shortage.js";
import { engineHostText, type EngineAddress } from "./address.js";
import { CANDIDATE_SOURCES, type Candidate, type CandidateSource } from "./candidates.js";
import { greetEngine, type Engine } from "./engine.js";
import { infra } from "../system/own-command.js";

/** One place that was tried, and what came of it. */
export interface EngineAttempt {
  origin: string;
  /** `unix:///var/run/docker.sock`; absent if not even an address is known. */
  host?: string;
  failure: string;
}

/** All attempts together; a command has to have ended 15 seconds after its start. */
const SEARCH_TIMEOUT_MS = 12_000;
const GREETING_TIMEOUT_MS: Readonly<Record<EngineAddress["kind"], number>> = {
  socket: 3_000,
  tcp: 5_000,
  ssh: 10_000,
};

/**
 * Finds the engine that the docker client would use, else one at a well-known place. Where nothing listens it knows so
 * within milliseconds.
 *
 * @throws InfraError ENGINE_UNREACHABLE; `details.attempts` holds every {@link EngineAttempt}
 */
export async function findEngine(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<Engine> {
  const attempts: EngineAttempt[] = [];
  const deadline = performance.now() + SEARCH_TIMEOUT_MS;
  for (const candidate of await firstThatApplies(env, attempts)) {
    try {
      const leftMs = Math.max(0, deadline - performance.now());
      const timeoutMs = Math.min(GREETING_TIMEOUT_MS[candidate.address.kind], leftMs);
      return await greetEngine(candidate, { timeoutMs, signal });
    } catch (error) {
      signal.throwIfAborted();
      // The next place would fail the same way, and no engine does not mean that.
      const shortage = shortageError(error);
      if (shortage) throw shortage;
      attempts.push({
        origin: candidate.origin,
        host: engineHostText(candidate.address),
        failure: explain(error),
      });
    }
  }
  throw notReachable(attempts);
}

async function firstThatApplies(
  env: NodeJS.ProcessEnv,
  attempts: EngineAttempt[],
): Promise<readonly Candidate[]> {
  for (const source of CANDIDATE_SOURCES) {
    const candidates = await ask(source, env, attempts);
    if (candidates !== undefined) return candidates;
  }
  return [];
}

async function ask(
  source: CandidateSource,
  env: NodeJS.ProcessEnv,
  attempts: EngineAttempt[],
): Promise<readonly Candidate[] | undefined> {
  try {
    return await source.candidates(env);
  } catch (error) {
    const shortage = shortageError(error);
    if (shortage) throw shortage;
    // It was meant to be used; another engine in its place would be a surprise.
    attempts.push({ origin: source.origin, failure: messageOf(error) });
    return [];
  }
}

/** The system's word for it, in a user's words where they are known. */
function explain(error: unknown): string {
  const cause = error instanceof InfraError && error.cause instanceof Error ? error.cause : error;
  const known = KNOWN_FAILURES.get((cause as NodeJS.ErrnoException).code ?? "");
  if (known !== undefined) return known;
  return cause instanceof Error ? cause.message || messageOf(cause) : String(cause);
}

const NOT_PERMITTED = "permission denied for your user";

const KNOWN_FAILURES: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "it does not exist"],
  ["ECONNREFUSED", "no program listens there"],
  ["EACCES", NOT_PERMITTED],
]);

function notReachable(attempts: readonly EngineAttempt[]): InfraError {
  const tried = attempts.map(({ origin, host, failure }) =>
    host === undefined ? `  ${origin}: ${failure}` : `  ${host} (${origin}): ${failure}`,
  );
  return new InfraError("ENGINE_UNREACHABLE", ["Docker daemon not reachable; tried", ...tried].join("\n"), {
    hint: hintFor(attempts),
    details: { attempts },
  });
}

function hintFor(attempts: readonly EngineAttempt[]): string {
  if (attempts.some(({ failure }) => failure === NOT_PERMITTED)) {
    return "Give your user access to the engine's socket (sudo usermod -aG docker $USER, then log in again)";
  }
  const [first] = attempts;
  if (first?.origin === "DOCKER_HOST") return "Start that engine, or unset DOCKER_HOST to look elsewhere";
  if (first?.origin.startsWith("docker context")) {
    return "Start that engine, or choose another context (docker context ls, docker context use NAME)";
  }
  return `Start Docker, or use the native runtime: ${infra("up", "--runtime", "native")}`;
}
