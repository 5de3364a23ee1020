import { expect, test } from "vitest";
import { engineHostText, parseEngineHost, remoteHost } from "./address.js";

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
  const hostOf = (text: string) => remoteHost(parseEngineHost(text));
  expect(hostOf("unix:///var/run/docker.sock")).toBeUndefined();
  expect(hostOf("tcp://localhost:2375")).toBeUndefined();
  expect(hostOf("tcp://127.0.0.1:2375")).toBeUndefined();
  expect(hostOf("tcp://docker:2375")).toBe("docker");
  expect(hostOf("ssh://me@box")).toBe("box");
});
