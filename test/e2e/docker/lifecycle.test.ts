import { statSync } from "node:fs";
import { hostname } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query, redis } from "../../support/clients.js";
import { docker, inspect } from "../../support/docker-cli.js";
import { volumesMountedDuring } from "../../support/mounted-volumes.js";
import { runtimeUnderTest } from "../../support/runtime-under-test.js";
import { TemporaryProject } from "../../support/temporary-project.js";
import { describeWithEngine } from "../../support/with-engine.js";

const CYCLES = 10;

interface Container {
  Id: string;
  Config: { Labels: Record<string, string>; Image: string };
  HostConfig: {
    PortBindings: Record<string, { HostIp: string; HostPort: string }[]>;
    RestartPolicy: { Name: string };
  };
  NetworkSettings: {
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null>;
    Networks: Record<string, unknown>;
  };
  Mounts: { Type: string; Name?: string; Destination: string }[];
}

describeWithEngine("an environment on a container engine", () => {
  let project: TemporaryProject;
  beforeAll(async () => {
    project = await TemporaryProject.create({
      migrations: { "001_notes.sql": "CREATE TABLE notes (text text);" },
      config: { serviceLabels: { team: "maps" } },
    });
    await project.succeed("up");
  });
  afterAll(() => project[Symbol.asyncDispose]());

  test("both ports are published to this machine alone", async () => {
    for (const [name, port, published] of [
      [project.names.postgres, "5432/tcp", project.ports.postgres],
      [project.names.redis, "6379/tcp", project.ports.redis],
    ] as const) {
      const { HostConfig, NetworkSettings } = await inspect<Container>("container", name);
      const only = [{ HostIp: "127.0.0.1", HostPort: String(published) }];
      expect(HostConfig.PortBindings).toEqual({ [port]: only });
      expect(NetworkSettings.Ports[port]).toEqual(only);
      expect(Object.values(NetworkSettings.Ports).filter((bindings) => bindings !== null)).toEqual([only]);
    }
  });

  test("everything is labelled, with whose it is and what the configuration adds", async () => {
    const own = {
      "com.tilemud.infra.owner": "@tilemud/infra",
      "com.tilemud.infra.environment": "tilemud",
      "com.tilemud.infra.checkout": project.dir,
      "com.tilemud.infra.hostname": hostname(),
      "com.tilemud.infra.checkout-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      "com.tilemud.infra.checkout-inode": String(statSync(project.dir).ino),
      "com.tilemud.infra.version": expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    };
    for (const service of ["postgres", "redis"] as const) {
      const { Config, HostConfig, NetworkSettings } = await inspect<Container>(
        "container",
        project.names[service],
      );
      expect(Config.Labels).toMatchObject({
        ...own,
        team: "maps",
        "com.tilemud.infra.service": service,
        "com.tilemud.infra.config-hash": expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      });
      expect(JSON.stringify(Config.Labels)).not.toContain("tilemud_dev_pw");
      expect(HostConfig.RestartPolicy.Name).toBe("unless-stopped");
      expect(Object.keys(NetworkSettings.Networks)).toEqual([project.names.network]);
    }
    const volume = await inspect<{ Labels: object }>("volume", project.names.volume);
    const network = await inspect<{ Labels: object }>("network", project.names.network);
    expect(volume.Labels).toMatchObject(own);
    expect(network.Labels).toMatchObject(own);
  });

  test("PostgreSQL's data lies on the volume; Redis has none", async () => {
    const postgres = await inspect<Container>("container", project.names.postgres);
    expect(postgres.Mounts).toMatchObject([
      { Type: "volume", Name: project.names.volume, Destination: "/var/lib/postgresql" },
    ]);
    expect(await query(project, "show data_directory")).toEqual([
      { data_directory: "/var/lib/postgresql/18/docker" },
    ]);
    const redisContainer = await inspect<Container>("container", project.names.redis);
    expect(redisContainer.Mounts.filter(({ Type }) => Type === "volume")).toEqual([]);
    expect(await docker("exec", project.names.redis, "stat", "--file-system", "--format=%T", "/data")).toBe(
      "tmpfs",
    );
  });

  test("up again changes nothing, down and up keep the rows and empty Redis, reset begins anew", async () => {
    const before = await project.servers();
    const again = await project.infra("up");
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain("already up, nothing changed");
    expect(await project.servers()).toEqual(before);

    await query(project, "insert into notes values ('kept')");
    await redis(project, "SET", "seen", "yes");
    await redis(project, "SAVE");
    const down = await project.infra("down");
    expect(down).toMatchObject({ exitCode: 0 });
    expect(down.stdout).toContain("Stopped Postgres and Redis");
    expect(down.stdout).toContain(`volume ${project.names.volume}`);
    expect(await objects(project)).toEqual([`volume ${project.names.volume}`]);

    await project.succeed("up");
    expect(await query(project, "select * from notes")).toEqual([{ text: "kept" }]);
    expect(await redis(project, "DBSIZE")).toBe(0);

    expect(await project.infra("reset")).toMatchObject({ exitCode: 0 });
    expect(await objects(project)).toEqual([]);
    await project.succeed("up");
    expect(await query(project, "select * from notes")).toEqual([]);
  });

  test(`${CYCLES} times up and down, two resets among them, take no volume but their own`, async () => {
    const mounted = await volumesMountedDuring(project.dir, async () => {
      for (let cycle = 1; cycle <= CYCLES; cycle++) {
        await project.succeed("up");
        await project.succeed(cycle % 5 === 0 ? "reset" : "down");
      }
    });
    expect(mounted).toEqual([project.names.volume]);
    await project.succeed("up");
  });

  test("eight up at once: all end well, and there is one of everything", async () => {
    await project.succeed("reset");
    const results = await Promise.all(Array.from({ length: 8 }, () => project.infra("up")));
    expect(results.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      results.map(() => ({ exitCode: 0, stderr: "" })),
    );
    const { postgres, redis: redisName, volume, network } = project.names;
    expect(await objects(project)).toEqual([
      `container ${postgres}`,
      `container ${redisName}`,
      `network ${network}`,
      `volume ${volume}`,
    ]);
    expect(await query(project, "select filename from schema_migrations")).toHaveLength(1);
  });
});

/** All that the engine has of the project, by label, running or not. */
async function objects({ dir }: TemporaryProject): Promise<string[]> {
  return [...(await runtimeUnderTest.remains(dir)), ...(await runtimeUnderTest.data(dir))].toSorted();
}
