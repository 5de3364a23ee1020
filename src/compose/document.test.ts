import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";
import { composeDocument } from "./document.js";

const project = useConfigProject();

test("the volume lies where the image's version keeps its data", async () => {
  const places = [
    ["postgres:18.0-alpine", "/var/lib/postgresql"],
    ["postgres:17-alpine", "/var/lib/postgresql/data"],
    ["registry.example:5000/team/postgres:16.4", "/var/lib/postgresql/data"],
    ["team/database:latest", "/var/lib/postgresql"],
  ];
  for (const [image = "", path = ""] of places) {
    const { services } = composeDocument(await project.resolve({ env: { TILEMUD_PG_IMAGE: image } }));
    expect(services["postgres"]).toMatchObject({ image, volumes: [{ target: path }] });
    expect(services["postgres-test"]).toMatchObject({ image, tmpfs: [path] });
  }
});

test("ports are for this machine; the throw-away services take any and keep nothing", async () => {
  const { services } = composeDocument(await project.resolve());
  const ports = Object.values(services).flatMap((service) => service.ports);
  expect(ports.map(({ host_ip, published }) => ({ host_ip, published }))).toEqual([
    { host_ip: "127.0.0.1", published: "5438" },
    { host_ip: "127.0.0.1", published: "6380" },
    { host_ip: "127.0.0.1", published: undefined },
    { host_ip: "127.0.0.1", published: undefined },
  ]);
  for (const name of ["postgres-test", "redis-test"]) {
    expect(services[name]).toMatchObject({ profiles: ["test"] });
    expect(services[name]).not.toHaveProperty("volumes");
    expect(services[name]).not.toHaveProperty("restart");
  }
});

test("`$` is doubled everywhere: Compose would take it for a variable", async () => {
  project.write("infra.config.json", {
    postgres: { password: "$HOME", serverSettings: { search_path: "$user" } },
    serviceLabels: { price: "5$" },
  });
  const { services } = composeDocument(await project.resolve());
  expect(services["postgres"]?.command).toContain("search_path=$$user");
  expect(services["redis"]?.labels["price"]).toBe("5$$");
  const password = services["postgres"]?.environment?.["POSTGRES_PASSWORD"];
  expect(String(password)).toBe("***");
  expect((password as { reveal(): string }).reveal()).toBe("$$HOME");
});

test("the project's name tells checkouts apart, and every object keeps the prefix", async () => {
  const config = await project.resolve();
  const here = composeDocument(config);
  const there = composeDocument({ ...config, projectDir: "/somewhere/else" });
  expect(here.name).toMatch(/^tilemud-[0-9a-f]{8}$/);
  expect(there.name).not.toBe(here.name);
  const checkout = { id: "0b7c1b3e-0000-4000-8000-000000000001", createdAt: "", path: "", hostname: "" };
  for (const projectDir of [config.projectDir, "/somewhere/else"]) {
    expect(composeDocument({ ...config, checkout, projectDir }).name).toBe("tilemud-0b7c1b3e");
  }
  const names = [
    ...Object.values(here.services).map((service) => service.container_name),
    ...Object.values(here.networks).map(({ name }) => name),
    ...Object.values(here.volumes).map(({ name }) => name),
  ];
  expect(names).toHaveLength(7);
  for (const name of names) expect(name).toMatch(/^tilemud_/);
});
