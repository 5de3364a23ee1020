import type { OtherServers } from "../../operations/stages/other-servers.js";

/**
 * Other servers of the checkout, one line each.
 *
 * @param again how to call this program for the project; see {@link CommandContext.again}
 */
export function othersText(
  others: readonly OtherServers[],
  { name: current, again }: { name: string; again: string },
): string[] {
  return others.map(({ name, runtime, problem, stopWith }) => {
    const whose = name === current ? `This environment also` : `Environment ${name} also`;
    const command = stopWith.replace(/^infra/, () => again);
    return problem === undefined
      ? `${whose} runs in this checkout (${runtime}): stop it with ${command}`
      : `${whose} may run in this checkout (${runtime}, not visible: ${problem}): stop it with ${command}`;
  });
}
