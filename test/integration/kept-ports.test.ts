import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../support/eventually.js";
import { TemporaryProject } from "../support/temporary-project.js";
import { unusedPort } from "../support/unused-port.js";

/** Ports come from files only, as for a user who set them once. */
const NO_PORTS = { TILEMUD_PG_PORT: "", TILEMUD_REDIS_PORT: "" };

test("a port that was given for one command is used until the environment is stopped", async () => {
  await using project = await TemporaryProject.create();
  await writeFile(join(project.dir, ".env"), dotenv(project.ports));
  const plain = project.with(NO_PORTS);
  const given = await unusedPort();
  await plain.succeed("up", "--pg-port", String(given));
  expect(await portsIn(plain)).toEqual({ ...project.ports, postgres: given });
  expect((await plain.succeed("run", "--", "sh", "-c", "echo port=$PGPORT")).stdout).toContain(
    `port=${given}`,
  );
  expect((await plain.json("up")).document).toMatchObject({ unchanged: true });

  await plain.succeed("down");
  await plain.succeed("up");
  expect(await portsIn(plain)).toEqual(project.ports);
});

test("a newly written value in .env ends the use of a port that was given for one command", async () => {
  await using project = await TemporaryProject.create();
  const plain = project.with(NO_PORTS);
  await writeFile(join(project.dir, ".env"), dotenv(project.ports));
  await plain.with({ TILEMUD_REDIS_PORT: String(await unusedPort()) }).succeed("up");
  const written = { ...project.ports, redis: await unusedPort() };
  await writeFile(join(project.dir, ".env"), dotenv(written));
  await plain.succeed("up");
  expect(await portsIn(plain)).toEqual(written);
});

test("automatic ports are kept over down; one that was taken meanwhile is replaced", async () => {
  await using project = await TemporaryProject.create();
  await writeFile(join(project.dir, ".env"), dotenv({ postgres: "auto", redis: "auto" }));
  const plain = project.with(NO_PORTS);
  await plain.succeed("up");
  const first = await portsIn(plain);
  expect(first.postgres).not.toBe(first.redis);
  await plain.succeed("down");
  await rm(join(project.dir, ".env.local.infra"));
  await plain.succeed("up");
  expect(await portsIn(plain)).toEqual(first);

  await plain.succeed("down");
  await using _listener = await listen(first.postgres);
  const dry = await plain.succeed("up", "--dry-run");
  expect(dry.exitCode).toBe(0);
  const { stderr, stdout } = await plain.succeed("up");
  expect(stdout + stderr).toContain(`Port ${first.postgres} is in use: Postgres uses port`);
  const second = await portsIn(plain);
  expect(second.redis).toBe(first.redis);
  expect(second.postgres).not.toBe(first.postgres);
  expect((await plain.json("up")).document).toMatchObject({ unchanged: true });
});

test("an automatic port that another program takes while the server starts is replaced", async () => {
  await using project = await TemporaryProject.create();
  await writeFile(join(project.dir, ".env"), dotenv({ postgres: "auto", redis: project.ports.redis }));
  const plain = project.with(NO_PORTS);
  await plain.succeed("up");
  const { postgres } = await portsIn(plain);
  await plain.succeed("reset");

  const up = plain.start(["up"]);
  await eventually("PostgreSQL is being started", async () =>
    up.said().includes("Starting Postgres") ? true : undefined,
  );
  await using _listener = await listen(postgres);
  const { exitCode } = await up.result;
  expect(exitCode).toBe(0);
  expect((await portsIn(plain)).postgres).not.toBe(postgres);
});

function dotenv(ports: { postgres: number | "auto"; redis: number | "auto" }): string {
  return `TILEMUD_PG_PORT=${ports.postgres}\nTILEMUD_REDIS_PORT=${ports.redis}\n`;
}

async function portsIn(project: TemporaryProject): Promise<{ postgres: number; redis: number }> {
  const { stdout } = await project.succeed("env", "--format", "json");
  const variables = JSON.parse(stdout) as Record<string, string>;
  return { postgres: Number(variables["PGPORT"]), redis: Number(variables["REDIS_PORT"]) };
}

async function listen(port: number) {
  const server = createServer((socket) => socket.destroy()).listen({ host: "127.0.0.1", port });
  await once(server, "listening");
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}
