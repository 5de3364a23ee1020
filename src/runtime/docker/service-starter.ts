import { remoteMachine } from "../../engine/address.js";
import { removeContainer } from "../../engine/stop-container.js";
import { appendHistory } from "../../state/history-file.js";
import type { ServiceRuntime } from "../runtime.js";
import { serviceOf } from "./containers.js";
import type { EngineView } from "./engine-view.js";
import { startService } from "./start-service.js";

/** `start` of the docker runtime: clears what blocks the new container, and starts one container at a time. */
export function serviceStarter(
  view: EngineView,
  { network, stop }: Pick<ServiceRuntime, "stop"> & { network: () => Promise<void> },
): ServiceRuntime["start"] {
  const { engine, config, historyFile } = view;
  let postgresStart: Promise<unknown> = Promise.resolve();
  return async (service, { services, data }, context) => {
    const { presence } = services[service];
    if (service === "postgres") await endHelpers(view);
    // A container that is there and does not run has the name that the new one needs.
    if (presence.kind === "stopped" || presence.kind === "exited") await stop(service, context);
    const work = startService({
      engine,
      config,
      service,
      image: view.fetchImage(service, context),
      network: network(),
      mayStart: async () => {
        // Two containers that start at once take twice as long each, and PostgreSQL has work to do afterwards.
        if (service !== "postgres") await postgresStart;
      },
      data,
      isLocal: remoteMachine(engine.address) === undefined,
      signal: context.signal,
    });
    if (service === "postgres") postgresStart = Promise.allSettled([work]);
    const { endpoint, startedAt } = await work;
    if (presence.kind === "exited") {
      await appendHistory(historyFile, service, { type: "restarted", at: startedAt });
    }
    view.forget();
    return endpoint;
  };
}

/** A killed command's helper may still work on the volume. A server in another container cannot see that. */
async function endHelpers(view: EngineView): Promise<void> {
  const helpers = (await view.containers()).filter((each) => serviceOf(each) === undefined);
  const atWork = helpers.filter(({ State }) => State.Running);
  await Promise.all(atWork.map(({ Id }) => removeContainer(view.engine.client, Id)));
}
