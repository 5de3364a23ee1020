import type { OtherServers } from "../../operations/stages/other-servers.js";

/**
 * Other servers of the checkout, one line each.
 *
 * @param current name of the environment that the report is about
 */
export function othersText(others: readonly OtherServers[], current: string): string[] {
  return others.map(({ name, runtime, problem, stopWith }) => {
    const whose = name === current ? `This environment also` : `Environment ${name} also`;
    return problem === undefined
      ? `${whose} runs in this checkout (${runtime}): stop it with ${stopWith}`
      : `${whose} may run in this checkout (${runtime}, not visible: ${problem}): stop it with ${stopWith}`;
  });
}
