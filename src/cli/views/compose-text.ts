import { toYaml } from "../../compose/yaml.js";
import type { ComposeReport } from "../../operations/compose.js";

/** The Compose file with what a reader of it should know. */
export function composeText({ name, compose }: ComposeReport): string {
  const header = [
    `The environment ${name} for Docker Compose, printed by \`infra compose\`. For development and tests only.`,
    "Made from the configuration of infra: change that and print it again.",
  ];
  return header.map((line) => `# ${line}\n`).join("") + toYaml(compose, COMMENTS);
}

const COMMENTS = {
  "services.postgres.environment.POSTGRES_PASSWORD":
    "A password for development: it protects nothing but this machine's own database.",
  "services.postgres.ports": "For this machine only.",
  "services.postgres.shm_size": "256 MB. Taken only as it is used.",
  "services.redis.tmpfs": "In memory: empty at every start, and no nameless volume is left behind.",
  "services.postgres-test":
    "Throw-away services: docker compose … --profile test up -d\nTheir ports are any free ones: docker compose … --profile test ps",
  "services.postgres-test.tmpfs": "In memory, and gone with the container.",
};
