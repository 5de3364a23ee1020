# shellcheck shell=bash disable=SC2154 # variables of common.sh
# The engines this can start. Data in the cache, one folder each; socket, pid and log in $run.

start_engine() { # KIND
  local kind=$1
  mkdir -p "$cache/$kind"
  echo "$kind" >"$run/engine.kind"
  echo "$socket" >"$run/engine.socket"
  talk_to_ours
  install_engine "$kind"
  case $kind in
    20.10) launch_dockerd "$kind" env ;;
    28.5) launch_newer_dockerd "$kind" ;;
    podman) launch_podman "$kind" ;;
  esac
  wait_until engine 60 docker version
}

# What was started, now or by an earlier start.
talk_to_ours() {
  socket=$(<"$run/engine.socket")
  mirror=$(<"$run/mirror.address")
  export DOCKER_HOST=unix://$socket
  unset DOCKER_CONTEXT
}

# The client and the group that may use the socket come with Debian's own Docker, whichever engine runs.
install_engine() { # KIND
  local tree=$cache/28.5/tree
  install_packages docker.io iptables docker-registry mmdebstrap
  if [[ $1 == podman ]]; then install_packages podman crun runc netavark aardvark-dns; fi
  if [[ $1 == 28.5 && ! -e $tree ]]; then
    say "unpacking Debian's newest Docker (once; a minute or so)"
    rm -rf "$tree.new" && mkdir -p "$cache/28.5"
    bootstrap "$tree.new" sid docker.io,iptables
    mv "$tree.new" "$tree"
  fi
}

# dockerd and all it calls see the newer /usr over ours, and nobody else does. Everything but /usr is this machine's, so
# paths mean the same inside and outside.
launch_newer_dockerd() { # KIND
  # shellcheck disable=SC2016 # for the inner shell
  launch_dockerd "$1" unshare --mount --propagation slave \
    bash -c 'mount --bind "$1/usr" /usr && shift && exec "$@"' over_usr "$cache/$1/tree"
}

launch_dockerd() { # KIND COMMAND_BEFORE…
  local kind=$1
  shift
  echo '{}' >"$run/daemon.json" # not /etc/docker's
  launch engine "$@" dockerd --config-file "$run/daemon.json" --host "unix://$socket" \
    --data-root "$cache/$kind/data" --exec-root "$run/$kind" --pidfile "$run/dockerd.pid" \
    --registry-mirror "http://$mirror"
}

launch_podman() { # KIND
  # Its own defaults for limits may be above this machine's. runc knows every arrangement of cgroups, crun does not.
  cat >"$run/containers.conf" <<END
[containers]
default_ulimits = ["nofile=$(ulimit -Hn):$(ulimit -Hn)", "nproc=20000:20000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
END
  cat >"$run/registries.conf" <<END
unqualified-search-registries = ["docker.io"]
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "$mirror"
insecure = true
END
  rm -f "$socket"
  launch engine env CONTAINERS_CONF="$run/containers.conf" CONTAINERS_REGISTRIES_CONF="$run/registries.conf" \
    podman --root "$cache/$1/data" --runroot "$run/$1" system service --time 0 "unix://$socket"
  wait_until engine 20 test -S "$socket"
  chgrp docker "$socket" && chmod 660 "$socket"
}

stop_engine() {
  halt engine
  rm -f "$run/engine.kind"
}

# Everything but images: the next run begins with nothing, and finds nothing that starts by itself.
empty_engine() {
  local ids
  ids=$(docker ps --all --quiet) && [[ -z $ids ]] || timeout 120 docker rm --force --volumes $ids >/dev/null
  ids=$(docker volume ls --quiet) && [[ -z $ids ]] || timeout 60 docker volume rm --force $ids >/dev/null
  timeout 60 docker network prune --force >/dev/null
  timeout 60 docker image prune --force >/dev/null # those that newer ones replaced
}
