import { withSystemFolders } from "../../system/find-program.js";

/**
 * All that a server gets to see of the environment. Nothing of the developer's: a database server has no business with
 * their tokens.
 *
 * @param env the process environment, for PATH
 * @param variables what its program needs to run
 */
export function serverEnvironment(
  env: NodeJS.ProcessEnv,
  variables: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  return { PATH: withSystemFolders(env.PATH), LC_ALL: "C", TZ: "UTC", ...variables };
}
