import type { EnvFileText } from "./env-file.js";
import { CHECKOUT_ID, foreignVariables, type SetOwner } from "./exported-set.js";
import { variablePrefixOf } from "./names.js";
import type { Findings } from "./problems.js";
import type { CheckoutIdentity } from "./resolved.js";
import type { VariableSources } from "./variable-layer.js";

interface Owner {
  checkout: CheckoutIdentity | undefined;
  name: string;
  findings: Findings;
}

/**
 * The sources without the variables that `infra` exported for another environment: a shell keeps them in the next project, and a
 * copied `.env` may contain them. Applies to the process environment and to `.env` separately, each with its own marks.
 */
export function ownVariables(
  { flags, env, envFile }: Omit<VariableSources, "envFile"> & { envFile: EnvFileText | undefined },
  { checkout, name, findings }: Owner,
): VariableSources {
  const owner = { checkoutId: checkout?.id, variablePrefix: variablePrefixOf(name) };
  const inEnvironment = foreignVariables(env, owner);
  const inFile = foreignVariables(envFile?.values ?? {}, owner);
  findings.ignored.push(
    ...noteOf(inEnvironment, { place: "in the environment", id: env[CHECKOUT_ID], owner }),
    ...noteOf(inFile, { place: "in .env", id: envFile?.values[CHECKOUT_ID], owner }),
  );
  const ownEnv = Object.fromEntries(Object.entries(env).filter(([variable]) => !inEnvironment.has(variable)));
  return { flags, env: ownEnv, envFile: envFile?.resolve(ownEnv, inFile) };
}

function noteOf(
  ignored: ReadonlySet<string>,
  { place, id, owner }: { place: string; id: string | undefined; owner: SetOwner },
): string[] {
  const [first] = ignored.has("POSTGRES_PORT") ? ["POSTGRES_PORT"] : ignored;
  if (first === undefined) return [];
  const others = ignored.size === 1 ? "" : ` and ${ignored.size - 1} other variables`;
  const whose = id !== undefined && id === owner.checkoutId ? "environment of this checkout" : "checkout";
  return [`Ignoring ${first}${others} ${place}, exported for another ${whose}`];
}
