import { cp, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { query } from "../../support/clients.js";
import { dockerLines, inspect } from "../../support/docker-cli.js";
import { compose, describeWithCompose } from "../../support/docker-compose.js";
import { TemporaryProject } from "../../support/temporary-project.js";

const MIGRATIONS = { "001_t.sql": "CREATE TABLE t (id int);" };

/** Settings that a YAML reader, Compose's variables or Go's serializer could get wrong. */
const AWKWARD = {
  postgres: {
    password: 'a$b${HOME} <&"\\ ü',
    serverSettings: { search_path: '"$user", public', jit: false },
  },
  redis: { serverSettings: { "maxmemory-policy": "noeviction", maxmemory: "100mb" } },
  serviceLabels: { "team.name": "x $y", "team.on": "no", zero: "0x1f", empty: "" },
  health: { intervalMs: 1500, retries: 60, expectedColdStartMs: 61_500 },
};

describeWithCompose("infra compose", () => {
  test("what infra started, Compose keeps; what Compose stopped, infra starts again", async () => {
    await using project = await TemporaryProject.create({ config: AWKWARD, migrations: MIGRATIONS });
    await project.succeed("up");
    await query(project, "INSERT INTO t VALUES (7)");
    const made = await project.servers();

    const said = await compose(project, "up", "--detach", "--wait");
    expect(said).not.toMatch(/creat|warn|orphan/i);
    expect(await project.servers()).toEqual(made);

    await compose(project, "down");
    expect(await project.servers()).toEqual([]);
    const { document } = await project.json("up");
    expect(document).toMatchObject({ unchanged: false, migrations: { applied: [] } });
    expect(await query(project, "SELECT id FROM t")).toEqual([{ id: 7 }]);
  });

  test("what Compose started, infra takes over in a checkout where it never was", async () => {
    await using project = await TemporaryProject.create({ config: AWKWARD, migrations: MIGRATIONS });
    await compose(project, "up", "--detach", "--wait");
    const made = await project.servers();
    expect(made).toHaveLength(2);

    const { document: seen } = await project.json("status");
    expect(seen).toMatchObject({
      status: "ready",
      runtime: "docker",
      services: [{ state: "healthy" }, { state: "healthy" }],
      migrations: { applied: 0, pending: 1 },
    });
    await project.succeed("up");
    expect((await project.json("up")).document).toMatchObject({ unchanged: true });
    expect(await query(project, "SELECT id FROM t")).toEqual([]);
    expect(await project.servers()).toEqual(made);
    expect(await compose(project, "up", "--detach", "--wait")).not.toMatch(/creat/i);
    expect(await project.servers()).toEqual(made);

    await project.succeed("reset");
    expect(await dockerLines("volume", "ls", "--quiet", "--filter", `name=${project.names.volume}`)).toEqual(
      [],
    );
  });

  test("both make the same containers", async () => {
    await using project = await TemporaryProject.create({ config: AWKWARD });
    await project.succeed("up");
    const ours = await containers(project);
    await project.succeed("reset");
    await compose(project, "up", "--detach", "--wait");
    expect(await containers(project)).toEqual(ours);
  });

  test("Compose reads from the YAML what the JSON says", async () => {
    await using project = await TemporaryProject.create({ config: AWKWARD });
    const read = await compose(project, "--profile", "test", "config", "--format", "json");
    const { document } = await project.json<{ compose: object }>("compose", "--show-secrets");
    const { ["services"]: services, name } = JSON.parse(read) as Document;
    // What Compose prints is a Compose file again, in which `entrypoint: null` stands for the image's own.
    for (const service of Object.values(services)) delete service["entrypoint"];
    expect({ name, services }).toEqual({
      name: (document.compose as Document).name,
      services: (document.compose as Document).services,
    });

    const masked = await project.infra("compose", "--json");
    expect(masked.stdout).toContain('"POSTGRES_PASSWORD": "***"');
    expect(masked.stdout).not.toContain("HOME");
  });

  test("a changed setting: Compose exchanges that container only, with its data, and infra agrees", async () => {
    await using project = await TemporaryProject.create({ migrations: MIGRATIONS });
    await project.succeed("up");
    await query(project, "INSERT INTO t VALUES (7)");
    const [, redis] = await project.servers();
    await project.write(
      "infra.config.json",
      JSON.stringify({ postgres: { serverSettings: { work_mem: "8MB" } } }),
    );
    await compose(project, "up", "--detach", "--wait");
    const exchanged = await project.servers();
    expect(exchanged[1]).toEqual(redis);
    await project.succeed("up");
    expect(await project.servers()).toEqual(exchanged);
    expect(await query(project, "SELECT id, current_setting('work_mem') AS memory FROM t")).toEqual([
      { id: 7, memory: "8MB" },
    ]);
  });

  test("the profile test: throw-away services beside the others, which infra leaves alone", async () => {
    await using project = await TemporaryProject.create();
    await project.succeed("up");
    await compose(project, "--profile", "test", "up", "--detach", "--wait");
    const { postgres, redis } = project.names;
    const throwAway = await Promise.all([`${postgres}_test`, `${redis}_test`].map(inspectContainer));
    for (const { State, HostConfig, Mounts, NetworkSettings } of throwAway) {
      expect(State.Running).toBe(true);
      expect(Mounts.filter(({ Type }) => Type === "volume")).toEqual([]);
      expect(HostConfig.RestartPolicy.Name).not.toBe("unless-stopped");
      const [published] = Object.values(NetworkSettings.Ports).flat();
      expect(published?.HostIp).toBe("127.0.0.1");
      expect(Object.values(project.ports).map(String)).not.toContain(published?.HostPort);
    }

    await project.succeed("down");
    const stillThere = await Promise.all([`${postgres}_test`, `${redis}_test`].map(inspectContainer));
    expect(stillThere.map(({ Id }) => Id)).toEqual(throwAway.map(({ Id }) => Id));
    await compose(project, "--profile", "test", "down");
  });

  test("in a copy of the checkout Compose does not get at the containers of the first", async () => {
    await using project = await TemporaryProject.create();
    const copy = await realpath(await mkdtemp(join(tmpdir(), "infra-test-copy-")));
    try {
      await project.succeed("up");
      const made = await project.servers();
      await cp(project.dir, copy, { recursive: true });
      const other = project.in(copy);
      await expect(compose(other, "up", "--detach", "--wait")).rejects.toThrow(/name .* is already in use/);
      expect(await project.servers()).toEqual(made);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
});

interface Document {
  name: string;
  services: Record<string, Record<string, unknown>>;
}

interface Container {
  Id: string;
  State: { Running: boolean };
  Config: {
    Cmd: unknown;
    Env: string[];
    Image: string;
    Healthcheck: object;
    StopTimeout: number;
    StopSignal: string;
    Labels: Record<string, string>;
  };
  HostConfig: {
    NetworkMode: string;
    PortBindings: object;
    RestartPolicy: { Name: string };
    ShmSize: number;
  };
  Mounts: { Type: string; Name?: string; Destination: string; RW: boolean }[];
  NetworkSettings: { Ports: Record<string, { HostIp: string; HostPort: string }[]> };
}

async function inspectContainer(name: string): Promise<Container> {
  return inspect<Container>("container", name);
}

/** What is to be the same, whoever makes them. */
async function containers({ names }: TemporaryProject): Promise<object[]> {
  return Promise.all(
    [names.postgres, names.redis].map(async (name) => {
      const { Config, HostConfig, Mounts, NetworkSettings } = await inspectContainer(name);
      const { Cmd, Env, Image, Healthcheck, StopTimeout, StopSignal, Labels } = Config;
      const { StartInterval: _, ...healthcheck } = Healthcheck as { StartInterval?: number };
      const { NetworkMode, PortBindings, RestartPolicy, ShmSize } = HostConfig;
      return {
        Cmd,
        Env: Env.toSorted(),
        Image,
        healthcheck,
        StopTimeout,
        StopSignal,
        NetworkMode,
        PortBindings,
        RestartPolicy,
        ShmSize,
        volumes: Mounts.filter(({ Type }) => Type === "volume").map(({ Name, Destination, RW }) => ({
          Name,
          Destination,
          RW,
        })),
        ports: NetworkSettings.Ports,
        // Compose writes more of its own; these are what it goes by.
        labels: Object.entries(Labels)
          .filter(([key]) => !/^com\.docker\.compose\.(?!config-hash|project$|service|image)/.test(key))
          .toSorted(([a], [b]) => a.localeCompare(b)),
      };
    }),
  );
}
