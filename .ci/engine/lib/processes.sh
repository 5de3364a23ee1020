# shellcheck shell=bash disable=SC2154 # variables of common.sh
# Programs that outlive the script that started them. A pid counts as ours only while it has the start time we wrote down.

launch() { # NAME COMMAND…
  local name=$1
  shift
  setsid "$@" >"$run/$name.log" 2>&1 </dev/null 3>&- 9>&- &
  echo "$! $(start_time $!)" >"$run/$name.pid"
}

alive() { # NAME
  local pid started
  [[ -f $run/$1.pid ]] && read -r pid started <"$run/$1.pid" && [[ -n $started && $(start_time "$pid") == "$started" ]]
}

halt() { # NAME
  local pid waited=0
  if alive "$1"; then
    read -r pid _ <"$run/$1.pid"
    kill -TERM "$pid"
    while alive "$1"; do
      ((++waited < 300)) || { say "$1 (pid $pid) does not end; killing it" && kill -KILL "$pid"; }
      sleep 0.1
    done
  fi
  rm -f "$run/$1.pid"
}

# Waits until a command succeeds; fails with the end of the log when the program has died or time is up.
wait_until() { # NAME SECONDS COMMAND…
  local name=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    alive "$name" || fail "$name ended at once:"$'\n'"$(tail -n 15 "$run/$name.log")"
    ((SECONDS < deadline)) || fail "$name does not answer:"$'\n'"$(tail -n 15 "$run/$name.log")"
    sleep 0.1
  done
}

start_time() { # PID: in clock ticks since boot; nothing when there is no such process
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # The program's name comes second and may hold blanks; a zombie has ended.
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} == Z ]] || echo "${stat[19]}"
}

say() { echo "$*" >&2; }

fail() {
  say "ERROR: $1"
  exit 1
}
