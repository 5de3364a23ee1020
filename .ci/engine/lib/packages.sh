# shellcheck shell=bash disable=SC2154 # variables of common.sh
# Debian's packages: installed here, or unpacked into a tree or an archive of their own.

install_packages() { # PACKAGE…
  local missing=() package
  for package; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  quietly apt-get update
  without_starting_services quietly apt-get install --yes --no-install-recommends "${missing[@]}"
}

# The packages' own services would take the default socket and the mirror's port.
without_starting_services() {
  local policy=/usr/sbin/policy-rc.d
  if [[ -e $policy ]]; then
    "$@"
    return
  fi
  ( # whatever happens: left behind it would keep this machine's services from starting
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    "$@"
  )
}

# A whole Debian with these packages, of other suites than this machine's but from the place this machine gets its own from.
bootstrap() { # TARGET "SUITE…" PACKAGE,… OPTION…
  local target=$1 suites=$2 packages=$3 suite lines=()
  shift 3
  for suite in $suites; do lines+=("deb $(debian_uri) $suite main"); done
  # A snapshot of a suite may be past its date. Signatures are checked all the same.
  quietly mmdebstrap --variant=minbase --dpkgopt=force-unsafe-io --aptopt='Acquire::Check-Valid-Until "false"' \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-include=/usr/share/locale/locale.alias' \
    --include="$packages" "$@" "${suites%% *}" "$target" "${lines[@]}"
}

# apt-get with lists, packages and settings of its own, in $run: what this machine has installed is none of its business.
# Signatures are checked.
begin_private_apt() { # SOURCE_LINE…
  chmod 711 "$run" # as root, apt downloads as the user _apt
  mkdir -p "$run"/{lists,cache/archives}/partial "$run/parts"
  printf "%s\n" "$@" >"$run/sources.list"
  : >"$run/status"
  private_apt update
}

private_apt() {
  quietly timeout 300 apt-get \
    -o Dir::Etc::SourceList="$run/sources.list" -o Dir::Etc::SourceParts="$run/parts" \
    -o Dir::State::Lists="$run/lists" -o Dir::State::Status="$run/status" -o Dir::Cache="$run/cache" \
    -o Dir::Cache::Archives="$run/cache/archives" -o Debug::NoLocking=1 -o Acquire::Languages=none \
    -o Acquire::Check-Valid-Until=false "$@" # a snapshot of a suite may be past its date
}

debian_source() { # TYPE SUITE
  echo "$1 [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(debian_uri) $2 main"
}

debian_uri() {
  local codename
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  apt-get indextargets --format '$(REPO_URI)' "Release: $codename" 'Component: main' 'Created-By: Packages' | grep -m1 . ||
    fail "apt has no source for $codename main"
}

quietly() {
  "$@" >"$run/output" 2>&1 || {
    cat "$run/output" >&2
    fail "failed: $*"
  }
}
