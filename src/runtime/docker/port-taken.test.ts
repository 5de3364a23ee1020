import { join } from "node:path";
import { expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { LABELS } from "../../containers/labels.js";
import { portTaken } from "./port-taken.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });

test("the way to stop another checkout's container leads to its folder, while that is there", async () => {
  const hintFor = async (checkout: string) => {
    const { hint } = await portTaken({
      config,
      service: "postgres",
      holder: {
        container: "other_db",
        image: "other:1",
        labels: { [LABELS.checkout]: checkout },
        createdAt: undefined,
      },
    });
    return hint;
  };
  const folder = join(import.meta.dirname, "..");
  expect(await hintFor(folder)).toContain(`infra -C ${folder} down`);
  expect(await hintFor("/no/such/folder")).toContain("docker stop other_db");
});
