import type { Distribution } from "./distribution.js";

/** System family → the command that installs a server. Distributions that dropped Redis get Valkey. */
const INSTALL_COMMANDS: Readonly<Record<string, string>> = {
  debian: "sudo apt-get install redis-server",
  ubuntu: "sudo apt-get install redis-server",
  fedora: "sudo dnf install valkey",
  rhel: "sudo dnf install valkey",
  alpine: "sudo apk add valkey",
  arch: "sudo pacman -S valkey",
  suse: "sudo zypper install valkey",
  opensuse: "sudo zypper install valkey",
  nixos: "nix profile install nixpkgs#valkey",
  macos: "brew install redis",
};

/** What to do on this system to have a server, in one or two lines. */
export function installHint({ id, like }: Distribution): string {
  const setting = 'set "redis.binary" in infra.config to the path of a redis-server or valkey-server';
  const family = [id, ...like].find((name) => name in INSTALL_COMMANDS);
  return family === undefined
    ? `Install redis-server or valkey-server so that it is on PATH, or ${setting}`
    : `Run \`${INSTALL_COMMANDS[family]}\`, or ${setting}`;
}
