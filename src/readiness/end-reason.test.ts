import { expect, test } from "vitest";
import type { ServiceName } from "../services/service.js";
import { endReason, type EndReason } from "./end-reason.js";

interface Case {
  service: ServiceName;
  settings?: Record<string, string | number>;
  output: string[];
  reason: EndReason;
}

const at = "2026-11-26 20:00:50.022 UTC [22135]";
const redisAt = "22135:M 26 Nov 2026 20:00:50.022";

const CASES: Record<string, Case> = {
  "PostgreSQL's port": {
    service: "postgres",
    output: [
      `${at} LOG:  starting PostgreSQL 18.4 on x86_64-pc-linux-gnu`,
      `${at} LOG:  could not bind IPv4 address "127.0.0.1": Address already in use`,
      `${at} HINT:  Is another postmaster already running on port 5438? If not, wait a few seconds and retry.`,
      `${at} WARNING:  could not create listen socket for "127.0.0.1"`,
      `${at} FATAL:  could not create any TCP/IP sockets`,
      `${at} LOG:  database system is shut down`,
    ],
    reason: { kind: "port", line: 'LOG: could not bind IPv4 address "127.0.0.1": Address already in use' },
  },
  "Redis's port": {
    service: "redis",
    output: [
      `${redisAt} # oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo`,
      `${redisAt} # Warning: Could not create server TCP listening socket 127.0.0.1:6380: bind: Address already in use`,
      `${redisAt} # Failed listening on port 6380 (tcp), aborting.`,
    ],
    reason: {
      kind: "port",
      line: "Warning: Could not create server TCP listening socket 127.0.0.1:6380: bind: Address already in use",
    },
  },
  "a value that PostgreSQL refuses in a file": {
    service: "postgres",
    settings: { work_mem: "plenty" },
    output: [
      `${at} LOG:  invalid value for parameter "work_mem": "plenty"`,
      `${at} HINT:  Valid units for this parameter are "B", "kB", "MB", "GB", and "TB".`,
      `${at} FATAL:  configuration file "/data/postgresql.conf" contains errors`,
    ],
    reason: {
      kind: "setting",
      setting: "work_mem",
      line: 'LOG: invalid value for parameter "work_mem": "plenty"',
    },
  },
  "a setting of another's making": {
    service: "postgres",
    settings: { work_mem: "4MB" },
    output: [
      `${at} LOG:  unrecognized configuration parameter "mine" in file "/data/postgresql.auto.conf" line 3`,
      `${at} FATAL:  configuration file "/data/postgresql.auto.conf" contains errors`,
    ],
    reason: {
      kind: "other",
      line: 'LOG: unrecognized configuration parameter "mine" in file "/data/postgresql.auto.conf" line 3',
    },
  },
  "a library that is not there, by the setting's value": {
    service: "postgres",
    settings: { shared_preload_libraries: "nosuchlib" },
    output: [`${at} FATAL:  could not access file "nosuchlib": No such file or directory`],
    reason: {
      kind: "setting",
      setting: "shared_preload_libraries",
      line: 'FATAL: could not access file "nosuchlib": No such file or directory',
    },
  },
  "a full disk": {
    service: "postgres",
    output: [
      `${at} LOG:  starting PostgreSQL 18.4`,
      `${at} FATAL:  could not write lock file "postmaster.pid": No space left on device`,
    ],
    reason: {
      kind: "disk-full",
      line: 'FATAL: could not write lock file "postmaster.pid": No space left on device',
    },
  },
  "a directive that Redis refuses": {
    service: "redis",
    settings: { maxmemory: "abc" },
    output: [
      "*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***",
      "Reading the configuration file, at line 2",
      `>>> 'maxmemory "abc"'`,
      "argument must be a memory value",
    ],
    reason: {
      kind: "setting",
      setting: "maxmemory",
      line: 'maxmemory "abc": argument must be a memory value',
    },
  },
  "what the system says before the server says anything": {
    service: "redis",
    output: [
      "redis-server: error while loading shared libraries: liblzf.so.1: cannot open shared object file: No such file or directory",
    ],
    reason: {
      kind: "other",
      line: "redis-server: error while loading shared libraries: liblzf.so.1: cannot open shared object file: No such file or directory",
    },
  },
  "Redis that was killed and said nothing": {
    service: "redis",
    output: [],
    reason: { kind: "other" },
  },
};

test.each(Object.entries(CASES))("%s", (_, { service, settings = {}, output, reason }) => {
  expect(endReason(service, output, settings)).toEqual(reason);
});
