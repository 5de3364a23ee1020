# shellcheck shell=bash
# Sourced by start, stop and restart.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/infra-ci
run=/run/infra-ci # short, for socket paths, and gone with the machine's next start, as the processes are
for part in processes packages mirror images engines; do
  # shellcheck source=/dev/null
  source "$here/lib/$part.sh"
done

# One start or stop at a time.
take_turn() {
  [[ $(id -u) == 0 ]] || fail "run me as root: an engine needs it"
  mkdir -p "$cache" "$run"
  exec 9>"$run/lock"
  flock --timeout 600 9 || fail "another start or stop is still at work after ten minutes"
}
