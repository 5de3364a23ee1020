import { expect, test } from "vitest";
import { useConfigProject } from "../../test/support/config-project.js";

const project = useConfigProject();

test("a port variable that it does not name is warned about", async () => {
  project.write(".env.example", "# TILEMUD_REDIS_PORT=6380\nX_TILEMUD_PG_PORT=1\n");
  project.write(".env", "TILEMUD_PG_PORT=5001\nTILEMUD_REDIS_PORT=6001\n");
  expect((await project.resolve()).warnings).toEqual([
    "TILEMUD_PG_PORT (.env:1) is used, but .env.example does not list it",
  ]);
  project.write(".env.example", "TILEMUD_REDIS_PORT=6380\nTILEMUD_PG_PORT=\n");
  expect((await project.resolve()).warnings).toEqual([]);
  expect((await project.resolve({ env: { POSTGRES_PORT: "5002" } })).warnings).toEqual([
    "POSTGRES_PORT (environment) is used, but .env.example does not list it",
  ]);
});

test("without the file only .env's own variables are warned about", async () => {
  expect((await project.resolve({ env: { TILEMUD_PG_PORT: "5001" } })).warnings).toEqual([]);
  project.write(".env", "TILEMUD_PG_PORT=5001\n");
  expect((await project.resolve()).warnings).toEqual([
    "TILEMUD_PG_PORT (.env:1) is used, but there is no .env.example that lists it (infra init writes one)",
  ]);
});
