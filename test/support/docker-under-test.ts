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

  remains: async (projectDir) => [
    ...(await containersOf(projectDir)).map((name) => `container ${name}`),
    ...(await networksOf(projectDir)).map((name) => `network ${name}`),
  ],

  data: async (projectDir) => (await volumesOf(projectDir)).map((name) => `volume ${name}`),

  // By the engine's own hand, so that it does not start it again: that would be no end.
  kill: async ({ ref }) => {
    await docker("kill", ref);
    await docker("wait", ref);
  },
  suspend: async ({ ref }) => void (await docker("pause", ref)),
  resume: async ({ ref }) => void (await docker("unpause", ref)),

  sweep: async (projectDir) => {
    for (const name of await containersOf(projectDir)) await docker("rm", "--force", "--volumes", name);
    for (const name of await networksOf(projectDir)) await docker("network", "rm", name);
    for (const name of await volumesOf(projectDir)) await docker("volume", "rm", name);
  },
};

const RUNNING = ["--filter", "status=running", "--filter", "status=paused"];

/** Running or not. */
function containersOf(projectDir: string): Promise<string[]> {
  return dockerLines("ps", "--all", ...ofProject(projectDir), "--format", "{{.Names}}");
}

function networksOf(projectDir: string): Promise<string[]> {
  return dockerLines("network", "ls", ...ofProject(projectDir), "--format", "{{.Name}}");
}

function volumesOf(projectDir: string): Promise<string[]> {
  return dockerLines("volume", "ls", ...ofProject(projectDir), "--format", "{{.Name}}");
}

function ofProject(projectDir: string): string[] {
  return ["--filter", `label=com.tilemud.infra.checkout=${projectDir}`];
}
