import { expect, test } from "vitest";
import { engineHostText, parseEngineHost, remoteMachine } from "./address.js";

test.each([
  ["unix:///var/run/docker.sock", { kind: "socket", path: "/var/run/docker.sock" }],
  ["npipe:////./pipe/docker_engine", { kind: "socket", path: "\\\\.\\pipe\\docker_engine" }],
  ["tcp://10.0.0.7:2375", { kind: "tcp", host: "10.0.0.7", port: 2375 }],
  ["tcp://[::1]:2375", { kind: "tcp", host: "::1", port: 2375 }],
  ["ssh://me@box", { kind: "ssh", destination: "me@box" }],
  [
    "ssh://me@box:2222/run/docker.sock",
    { kind: "ssh", destination: "me@box", port: 2222, socketPath: "/run/docker.sock" },
  ],
])("%s is understood, and written again as it was", (text, address) => {
  expect(parseEngineHost(text)).toEqual(address);
  expect(engineHostText(parseEngineHost(text))).toBe(text);
});

test("the port follows from whether the connection is encrypted", () => {
  expect(parseEngineHost("tcp://box")).toMatchObject({ port: 2375 });
  const tls = { folder: "/certs", verify: true };
  expect(parseEngineHost("tcp://box", tls)).toEqual({ kind: "tcp", host: "box", port: 2376, tls });
});

test.each(["/var/run/docker.sock", "unix://relative", "ftp://box", ""])("%j is refused", (text) => {
  expect(() => parseEngineHost(text)).toThrow("is not an engine address");
});

test("ports published on loopback can be reached here unless the engine runs elsewhere", () => {
  const remote = (text: string) => remoteMachine(parseEngineHost(text));
  expect(remote("unix:///var/run/docker.sock")).toBeUndefined();
  expect(remote("tcp://localhost:2375")).toBeUndefined();
  expect(remote("tcp://127.0.0.1:2375")).toBeUndefined();
  expect(remote("tcp://0.0.0.0:2375")).toBeUndefined();
  expect(remote("tcp://docker:2375")).toEqual({ host: "docker", sshArguments: ["docker"] });
  expect(remote("ssh://me@box")).toEqual({ host: "box", sshArguments: ["me@box"] });
  expect(remote("ssh://me@box:2222")).toEqual({ host: "box", sshArguments: ["-p", "2222", "me@box"] });
});
