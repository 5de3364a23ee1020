import { PUBLISH_ADDRESS } from "../../containers/container-rules.js";
import { postgresLayout } from "../../containers/postgres-layout.js";
import type { PostgresHost } from "../postgres-host.js";
import { reconcileLogin } from "../reconcile-login.js";
import type { ServiceRuntime } from "../runtime.js";
import type { EngineView } from "./engine-view.js";
import { pgDumpInContainer } from "./pg-dump.js";
import { removeProbeRecord } from "./probe-record.js";
import { requireRemoved } from "./require-removed.js";
import { singleUserRunner } from "./single-user.js";
import { removeVolume } from "./volume.js";

/** PostgreSQL's data on a volume of the engine. */
export function dockerPostgresHost(view: EngineView, services: ServiceRuntime): PostgresHost {
  const { engine, config, historyFile } = view;
  const { client } = engine;
  return {
    reconcileLogin: async (missing, context) => {
      const layout = postgresLayout(await view.fetchImage("postgres", context), config.postgres.image);
      const { dataDirectory } = layout;
      const prepare = async () => singleUserRunner(client, { config, layout });
      const login = config.postgres;
      await reconcileLogin(
        missing,
        { services, login, host: PUBLISH_ADDRESS, dataDirectory, prepare },
        context,
      );
    },

    removeData: async (context) => {
      const result = await removeVolume(client, config);
      await removeProbeRecord(historyFile, context);
      return result;
    },

    requireRemoved: () => requireRemoved(client, config),

    pgDump: async (request) => {
      const container = await view.containerOf("postgres");
      return container && pgDumpInContainer(client, container, request);
    },
  };
}
