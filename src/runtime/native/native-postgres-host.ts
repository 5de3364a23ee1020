import { SERVICE_NAMES } from "../../services/service.js";
import type { PostgresHost } from "../postgres-host.js";
import { reconcileLogin } from "../reconcile-login.js";
import type { ServiceRuntime } from "../runtime.js";
import type { NativeEnvironment } from "./native-environment.js";
import { singleUserRunner } from "./postgres-single-user.js";
import { removeServerData } from "./remove-server-data.js";
import { requireNoOtherUsers } from "./server-identity.js";

/** PostgreSQL's data in a folder of this machine. */
export function nativePostgresHost(environment: NativeEnvironment, services: ServiceRuntime): PostgresHost {
  const { config, home, layout, env, binaries } = environment;
  return {
    reconcileLogin: (missing, context) =>
      reconcileLogin(
        missing,
        {
          services,
          login: config.postgres,
          host: "127.0.0.1",
          dataDirectory: layout.dataDir,
          prepare: () => singleUserRunner({ layout, home, env, binaries }),
        },
        context,
      ),

    removeData: async () => {
      await requireNoOtherUsers(layout.stateDir);
      const { data } = await services.observe();
      for (const service of SERVICE_NAMES) await environment.findHere(service);
      await removeServerData(layout, home);
      return { removed: data.exists };
    },

    requireRemoved: async () => {
      const remains = await home.remainsOfEarlier();
      if (remains) throw remains;
    },

    // The npm package holds the server alone.
    pgDump: async () => undefined,
  };
}
