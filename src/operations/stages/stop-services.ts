import type { InfraContext } from "../../events.js";
import type { Runtime } from "../../runtime/runtime.js";
import { SERVICE_NAMES, type ServiceName } from "../../services/service.js";

/** Stops every service, side by side, and returns those that ran. */
export async function stopServices(runtime: Runtime, context: InfraContext): Promise<ServiceName[]> {
  const work = SERVICE_NAMES.map(async (service) => ({
    service,
    ...(await runtime.stop(service, context)),
  }));
  // If one fails, the other must also have ended before the next command starts.
  await Promise.allSettled(work);
  const results = await Promise.all(work);
  await runtime.removeShared(context);
  return results.filter(({ stopped }) => stopped).map(({ service }) => service);
}
