import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { clientCommand } from "./client-command.js";
import type { EngineAddress } from "../../engine/address.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

const CONTAINER = { Id: "0123456789abcdef" };

let path: string;
beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), "infra-client-command-"));
  await writeFile(join(path, "docker"), "#!/bin/sh\n");
  await chmod(join(path, "docker"), 0o755);
});
afterAll(() => rm(path, { recursive: true, force: true }));

test.each<[string, EngineAddress, Record<string, string>]>([
  ["a socket", { kind: "socket", path: "/run/e.sock" }, { DOCKER_HOST: "unix:///run/e.sock" }],
  [
    "an address whose certificates are checked",
    { kind: "tcp", host: "box", port: 2376, tls: { folder: "/certs", verify: true } },
    {
      DOCKER_HOST: "tcp://box:2376",
      DOCKER_TLS: "1",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: "/certs",
    },
  ],
  [
    "an address that is believed, which is encrypted all the same",
    { kind: "tcp", host: "box", port: 2376, tls: { folder: "/certs", verify: false } },
    { DOCKER_HOST: "tcp://box:2376", DOCKER_TLS: "1", DOCKER_TLS_VERIFY: "", DOCKER_CERT_PATH: "/certs" },
  ],
])("the docker program is led to the engine that was found: %s", async (_, address, variables) => {
  const client = await clientCommand({
    config,
    service: "redis",
    container: CONTAINER,
    engine: { address },
    env: { PATH: path },
  });
  expect(client?.env).toEqual({ DOCKER_CONTEXT: "", ...variables });
});

test("the password is in no argument", async () => {
  const address: EngineAddress = { kind: "socket", path: "/run/e.sock" };
  const client = await clientCommand({
    config,
    service: "postgres",
    container: CONTAINER,
    engine: { address },
    env: { PATH: path },
  });
  expect(client?.args).toEqual(expect.arrayContaining(["-e", "PGPASSWORD", CONTAINER.Id]));
  expect(client?.args.join(" ")).not.toContain(config.postgres.password.reveal());
  expect(client?.env).toMatchObject({ PGPASSWORD: config.postgres.password.reveal() });
});
