import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { registryLogin } from "./registry-login.js";

const DOCKER_HUB = "https://index.docker.io/v1/";
const auth = Buffer.from("me:pass:wörd?>").toString("base64");

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "infra-login-"));
});
afterEach(() => rm(folder, { recursive: true }));

test.each([
  ["postgres:18.0-alpine", DOCKER_HUB, DOCKER_HUB],
  ["docker.io/library/postgres", DOCKER_HUB, DOCKER_HUB],
  ["me/postgres", DOCKER_HUB, DOCKER_HUB],
  ["ghcr.io/me/postgres:1", "ghcr.io", "ghcr.io"],
  ["ghcr.io/me/postgres:1", "https://ghcr.io/v2/", "ghcr.io"],
  ["localhost:5000/postgres", "localhost:5000", "localhost:5000"],
])("%s is pulled with the login filed under %s", async (image, key, serveraddress) => {
  await configure({ auths: { [key]: { auth } } });
  expect(await login(image)).toEqual({ username: "me", password: "pass:wörd?>", serveraddress });
});

test("a login for another registry is not sent", async () => {
  await configure({ auths: { "ghcr.io": { auth } } });
  expect(await login("postgres:18")).toBeUndefined();
  expect(await login("ghcr.io.example.org/postgres")).toBeUndefined();
});

test("without docker's settings there is no login", async () => {
  expect(await login("postgres:18")).toBeUndefined();
});

test("a helper is asked for the registry; its own comes before the one for all", async () => {
  await helper("mine", `printf '{"Username":"<token>","Secret":"for %s"}' "$(cat)"`);
  await configure({ credsStore: "absent", credHelpers: { "ghcr.io": "mine" } });
  expect(await login("ghcr.io/me/x")).toEqual({ identitytoken: "for ghcr.io", serveraddress: "ghcr.io" });
  await expect(login("postgres:18")).rejects.toThrow(
    "docker-credential-absent, which stores the login, is not on PATH",
  );
});

test("a helper that has nothing is no failure, one that fails is, with its words", async () => {
  await configure({ credsStore: "mine" });
  await helper("mine", "echo 'credentials not found in native keychain'; exit 1");
  expect(await login("postgres:18")).toBeUndefined();
  await helper("mine", "echo 'the keychain is locked' >&2; exit 1");
  await expect(login("postgres:18")).rejects.toThrow("docker-credential-mine failed: the keychain is locked");
});

async function configure(settings: object): Promise<void> {
  await writeFile(join(folder, "config.json"), JSON.stringify(settings));
}

async function helper(name: string, script: string): Promise<void> {
  const path = join(folder, `docker-credential-${name}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

async function login(image: string): Promise<unknown> {
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"]}` };
  const { signal } = new AbortController();
  const header = (await registryLogin(image, { env, signal }))["X-Registry-Auth"];
  return header === undefined
    ? undefined
    : (JSON.parse(Buffer.from(header, "base64url").toString()) as unknown);
}
