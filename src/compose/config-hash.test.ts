import { expect, test } from "vitest";
import { Secret } from "../errors/secret.js";
import { composeConfigHash } from "./config-hash.js";
import type { ComposeService } from "./service.js";

const SERVICE: ComposeService = {
  command: ["postgres", "-c", "a=$b <>&é"],
  container_name: "tt_postgres",
  environment: { POSTGRES_PASSWORD: new Secret("x"), POSTGRES_USER: "tilemud" },
  healthcheck: {
    test: ["CMD", "pg_isready", "-h"],
    timeout: "2s",
    interval: "1.5s",
    retries: 30,
    start_period: "1m30s",
  },
  image: "postgres:18.0-alpine",
  labels: { a: "2", b: "1" },
  networks: { default: null },
  ports: [{ mode: "ingress", host_ip: "127.0.0.1", target: 5432, published: "5438", protocol: "tcp" }],
  restart: "unless-stopped",
  shm_size: "268435456",
  stop_grace_period: "30s",
  volumes: [{ type: "volume", source: "data", target: "/var/lib/postgresql" }],
};

test("is what Compose computes", () => {
  // `docker compose config --hash postgres` of Compose 2.26.1 for this service.
  expect(composeConfigHash(SERVICE)).toBe("d94b8c2b3fc3b7fd6b8a0d2739e7017b9df7f20c39448374b3595894c7209c83");
});

test("a changed password is a changed service", () => {
  const changed = { ...SERVICE, environment: { ...SERVICE.environment, POSTGRES_PASSWORD: new Secret("y") } };
  expect(composeConfigHash(changed)).not.toBe(composeConfigHash(SERVICE));
});
