# shellcheck shell=bash disable=SC2154 # variables of common.sh
# A registry on this machine that engines ask before Docker Hub. Its images stay in the cache from run to run.

start_mirror() {
  if ! alive mirror; then
    local port=5000
    while something_listens_on "$port"; do ((port++)); done
    cat >"$run/mirror.yml" <<END
version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: $cache/mirror }
  delete: { enabled: true }
http: { addr: "127.0.0.1:$port" }
END
    echo "127.0.0.1:$port" >"$run/mirror.address"
    launch mirror docker-registry serve "$run/mirror.yml"
    wait_until mirror 20 something_listens_on "$port"
  fi
  mirror=$(<"$run/mirror.address")
}

something_listens_on() { (: >"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
