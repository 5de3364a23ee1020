import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.js";
import { resolveConfig } from "../../config/resolve.js";
import { InfraError } from "../../errors/infra-error.js";
import { viewProcess } from "../../system/process-identity.js";
import { nativeLayout } from "./layout.js";
import { observeNative } from "./observe.js";
import { configHash, type NativeServer } from "./server-process.js";

const missing = async () => {
  throw new InfraError("IMAGE_UNAVAILABLE", "the package was not found");
};

test.each([
  ["as configured now", "now", async () => "now", true],
  ["with other settings", "before", async () => "now", false],
  ["from programs that are no longer installed", "now", missing, false],
])("a server that was started %s", async (_, recorded, settings, isCurrent) => {
  const configHashOfRecord = await configHash({ settings: async () => recorded } as NativeServer);
  const { presence } = await observePostgres({ settings, record: { configHash: configHashOfRecord } });
  expect(presence).toMatchObject({ kind: "running", ref: String(process.pid), isCurrent });
});

test("without a record a server is not current, and without programs it has a name", async () => {
  const running = await observePostgres({ settings: async () => "now" });
  expect(running.presence).toMatchObject({ kind: "running", isCurrent: false });
  const absent = await observePostgres({ settings: missing, find: async () => ({ kind: "none" }) });
  expect(absent).toMatchObject({ presence: { kind: "absent" }, software: "Postgres (not installed)" });
});

/** The server is this process; what is installed is up to the test. */
async function observePostgres({
  settings,
  record,
  find = here,
}: {
  settings: NativeServer["settings"];
  record?: { configHash: string };
  find?: NativeServer["find"];
}) {
  const projectDir = await temporaryFolder();
  const config = await resolveConfig({ projectDir, env: {}, flags: {} });
  const layout = nativeLayout(join(projectDir, ".infra", "x"));
  await mkdir(dirname(layout.servicesFile), { recursive: true });
  const services = record && { postgres: { ...record, port: 1, software: "PostgreSQL 18" } };
  await writeFile(layout.servicesFile, JSON.stringify({ version: 1, services: services ?? {} }));
  const postgres = { find, settings, software: missing, currentLog: async () => undefined };
  const redis = { ...postgres, find: async () => ({ kind: "none" }) };
  const servers = { postgres, redis } as unknown as Record<"postgres" | "redis", NativeServer>;
  return (await observeNative({ config, layout, servers })).services.postgres;
}

async function here(): ReturnType<NativeServer["find"]> {
  const view = await viewProcess(process.pid);
  return view === undefined ? { kind: "none" } : { kind: "here", view, isDataGone: false };
}
