import { randomBytes } from "node:crypto";
import { docker, dockerLines } from "./docker-cli.js";
import type { RuntimeUnderTest } from "./runtime-under-test.js";

/** Servers are containers with the project's folder in a label. Found by the docker client, which knows no label of ours. */
export const dockerUnderTest: RuntimeUnderTest = {
  kind: "docker",

  settings: (name) => {
    const own = `${name}_${randomBytes(4).toString("hex")}`;
    const prefix = name.toUpperCase();
    return {
      [`${prefix}_RUNTIME`]: "docker",
      [`${prefix}_PG_CONTAINER`]: `${own}_postgres`,
      [`${prefix}_REDIS_CONTAINER`]: `${own}_redis`,
      [`${prefix}_PG_VOLUME`]: `${own}_pg_data`,
      [`${prefix}_INFRA_NETWORK`]: `${own}_net`,
    };
  },

  servers: async (projectDir) => {
    const format = '{{.ID}} {{.Label "com.tilemud.infra.service"}}';
    const lines = await dockerLines("ps", ...ofProject(projectDir), ...RUNNING, "--format", format);
    return lines
      .flatMap((line) => {
        const [ref = "", service] = line.split(" ");
        return service === "postgres" || service === "redis" ? [{ service, ref } as const] : [];
      })
      .toSorted((a, b) => a.service.localeCompare(b.service));
  },

  remains: async (projectDir) => {
    const { containers, volumes, networks } = await objectsOf(projectDir);
    return [
      ...containers.map((name) => `container ${name}`),
      ...volumes.map((name) => `volume ${name}`),
      ...networks.map((name) => `network ${name}`),
    ];
  },

  // By the engine's own hand, so that it does not start it again: that would be no end.
  kill: async ({ ref }) => {
    await docker("kill", ref);
    await docker("wait", ref);
  },
  suspend: async ({ ref }) => void (await docker("pause", ref)),
  resume: async ({ ref }) => void (await docker("unpause", ref)),

  sweep: async (projectDir) => {
    const { containers, volumes, networks } = await objectsOf(projectDir);
    if (containers.length > 0) await docker("rm", "--force", "--volumes", ...containers);
    if (volumes.length > 0) await docker("volume", "rm", "--force", ...volumes);
    if (networks.length > 0) await docker("network", "rm", ...networks);
  },
};

const RUNNING = ["--filter", "status=running", "--filter", "status=paused"];

async function objectsOf(projectDir: string) {
  const filter = ofProject(projectDir);
  const [containers, volumes, networks] = await Promise.all([
    dockerLines("ps", "--all", ...filter, "--format", "{{.Names}}"),
    dockerLines("volume", "ls", ...filter, "--format", "{{.Name}}"),
    dockerLines("network", "ls", ...filter, "--format", "{{.Name}}"),
  ]);
  return { containers, volumes, networks };
}

function ofProject(projectDir: string): string[] {
  return ["--filter", `label=com.tilemud.infra.checkout=${projectDir}`];
}
