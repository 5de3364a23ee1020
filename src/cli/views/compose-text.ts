import { toYaml } from "../../compose/yaml.js";
import type { ComposeReport } from "../../operations/compose.js";

/** The Compose file with comments for its reader. */
export function composeText({ name, compose }: ComposeReport): string {
  const header = [
    `The environment ${name} for Docker Compose, printed by \`infra compose\`. For development and tests only.`,
    "Generated from the configuration of infra. Change the configuration and print this file again.",
  ];
  return header.map((line) => `# ${line}\n`).join("") + toYaml(compose, COMMENTS);
}

const COMMENTS = {
  "services.postgres.environment.POSTGRES_PASSWORD":
    "A password for development. It protects only the database of this machine.",
  "services.postgres.ports": "Published on this machine only.",
  "services.postgres.shm_size": "256 MB, allocated as it is used.",
  "services.redis.tmpfs": "In memory: empty at every start, and without an anonymous volume.",
  "services.postgres-test":
    "Temporary services: docker compose … --profile test up -d\nDocker chooses free ports for them: docker compose … --profile test ps",
  "services.postgres-test.tmpfs": "In memory, removed with the container.",
};
