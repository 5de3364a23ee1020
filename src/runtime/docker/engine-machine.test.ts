import { release, tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../config/resolve.js";
import { volumeLabels } from "../../containers/labels.js";
import type { EngineAddress } from "../../engine/address.js";
import type { EngineInfo } from "../../engine/api.js";
import type { Engine } from "../../engine/engine.js";
import { EngineError } from "../../engine/engine-error.js";
import { engineMachine } from "./engine-machine.js";

const config = await resolveConfig({ projectDir: import.meta.dirname, env: {}, flags: {} });
const SOCKET: EngineAddress = { kind: "socket", path: "/var/run/docker.sock" };
const HERE: EngineInfo = {
  DockerRootDir: tmpdir(),
  KernelVersion: release(),
  NCPU: 4,
  MemTotal: 2 ** 31,
};
const VIRTUAL: EngineInfo = { ...HERE, KernelVersion: "6.10.14-linuxkit" };
const OTHER = { kind: "other", cpuCount: 4, totalMemMB: 2048 };

describe.runIf(process.platform === "linux")("whose memory and disk the services take", () => {
  test("this machine's, with the disk of the volume, or before there is one of all that the engine keeps", async () => {
    const Mountpoint = import.meta.dirname;
    expect(await engineMachine(engine({ info: VIRTUAL, Mountpoint }), config)).toEqual({
      kind: "this",
      dataPath: Mountpoint,
    });
    expect(await engineMachine(engine({ info: HERE }), config)).toEqual({ kind: "this", dataPath: tmpdir() });
  });

  test("this machine's, and nothing of the disk where the engine's folders are not to be seen", async () => {
    const info = { ...HERE, DockerRootDir: "/no/such/folder" };
    expect(await engineMachine(engine({ info }), config)).toEqual({ kind: "this" });
  });

  test("a virtual machine's: what the engine tells of it", async () => {
    expect(await engineMachine(engine({ info: VIRTUAL }), config)).toEqual(OTHER);
    const Mountpoint = "/no/such/folder/volumes/data";
    expect(await engineMachine(engine({ info: VIRTUAL, Mountpoint }), config)).toEqual(OTHER);
  });

  test("another machine's, even if it has the same kernel and folders", async () => {
    const address: EngineAddress = { kind: "ssh", destination: "me@box" };
    const there = engine({ info: HERE, Mountpoint: tmpdir(), address });
    expect(await engineMachine(there, config)).toEqual(OTHER);
  });
});

function engine(options: { info: EngineInfo; Mountpoint?: string; address?: EngineAddress }): Engine {
  const { info, Mountpoint, address = SOCKET } = options;
  const json = async ({ path }: { path: string }): Promise<unknown> => {
    if (path === "/info") return info;
    if (Mountpoint === undefined) throw new EngineError(404, `GET ${path}`, "no such volume");
    return { Name: config.postgres.volume, Labels: volumeLabels(config, {}), Mountpoint };
  };
  return { address, client: { json } } as unknown as Engine;
}
