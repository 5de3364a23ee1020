import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { containerSpec } from "../../containers/container-spec.js";
import { createBody } from "./create-body.js";

const PASSWORD = "s3cret of the test";
const config = await resolveConfig({
  projectDir: import.meta.dirname,
  env: { TILEMUD_PG_PASSWORD: PASSWORD },
  flags: {},
});
const LAYOUT = {
  mountPath: "/var/lib/postgresql",
  dataDirectory: "/var/lib/postgresql/18/docker",
  majorVersion: 18,
};

interface Body {
  Env: string[];
  Healthcheck: Record<string, unknown>;
  HostConfig: { PortBindings: unknown; Mounts: unknown; RestartPolicy: unknown };
}

describe.each(["postgres", "redis"] as const)("the container of %s", (service) => {
  test("is published on the loopback interface only", () => {
    const port = service === "postgres" ? "5432/tcp" : "6379/tcp";
    expect(bodyOf(service).HostConfig.PortBindings).toEqual({
      [port]: [{ HostIp: "127.0.0.1", HostPort: String(config[service].port) }],
    });
  });

  test("is checked more often while it starts where the engine can do that", () => {
    expect(bodyOf(service, "1.43").Healthcheck).not.toHaveProperty("StartInterval");
    expect(bodyOf(service, "1.44").Healthcheck).toMatchObject({
      StartInterval: 500_000_000,
      Interval: 2_000_000_000,
    });
  });

  test("shows the password in its environment only, as the image wants it", () => {
    const { Env: environment, ...rest } = bodyOf(service);
    expect(JSON.stringify(rest)).not.toContain(PASSWORD);
    expect(environment.filter((line) => line.includes(PASSWORD))).toEqual(
      service === "postgres" ? [`POSTGRES_PASSWORD=${PASSWORD}`] : [],
    );
  });
});

test("PostgreSQL's volume lies where its image wants it, Redis' folder in memory", () => {
  expect(bodyOf("postgres").HostConfig.Mounts).toEqual([
    { Type: "volume", Source: "tilemud_pg_data", Target: "/var/lib/postgresql" },
  ]);
  expect(bodyOf("redis").HostConfig.Mounts).toEqual([{ Type: "tmpfs", Target: "/data" }]);
});

function bodyOf(service: "postgres" | "redis", apiVersion = "1.41"): Body {
  const layout = service === "postgres" ? { layout: LAYOUT } : {};
  return createBody(containerSpec(config, service), { apiVersion, labels: {}, ...layout }) as Body;
}
