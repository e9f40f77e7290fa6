# bash completion for capsule-oci; written by `capsule-oci completion bash`.
_capsule_oci() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} verb="" root="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case ${COMP_WORDS[index]} in
      --root) root=${COMP_WORDS[index+1]}; index=$((index + 1)) ;;
      --log|--log-format|--log-level|--cgroup-manager|--rootless|--criu) index=$((index + 1)) ;;
      -*) ;;
      *) verb=${COMP_WORDS[index]}; break ;;
    esac
  done
  local options="" arguments=""
  case $verb in
    '') options='--root --log --log-format --log-level --debug --cgroup-manager --systemd-cgroup --rootless --help -h --version -v' arguments='create run start state exec kill delete list ps pause resume update events spec features check plan help'
      case $previous in
        --root) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
        --log) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --log-format) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$current"); return ;;
        --log-level) mapfile -t COMPREPLY < <(compgen -W 'debug warning error' -- "$current"); return ;;
        --cgroup-manager) mapfile -t COMPREPLY < <(compgen -W 'cgroupfs disabled systemd' -- "$current"); return ;;
        --rootless) mapfile -t COMPREPLY < <(compgen -W 'true false auto' -- "$current"); return ;;
      esac
      ;;
    create) options='--bundle -b --config -f --console-socket --pidfd-socket --pid-file --no-pivot --no-new-keyring --preserve-fds --help -h'
      case $previous in
        --bundle|-b) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
        --config|-f) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --console-socket) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --pidfd-socket) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --pid-file) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --preserve-fds) return ;;
      esac
      ;;
    run) options='--bundle -b --config -f --console-socket --pidfd-socket --pid-file --no-pivot --no-new-keyring --preserve-fds --detach -d --keep --no-subreaper --help -h'
      case $previous in
        --bundle|-b) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
        --config|-f) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --console-socket) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --pidfd-socket) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --pid-file) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --preserve-fds) return ;;
      esac
      ;;
    start) options='--help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
      esac
      ;;
    state) options='--help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
      esac
      ;;
    exec) options='--console-socket --pidfd-socket --cwd --env -e --tty -t --user -u --additional-gids -g --process -p --detach -d --pid-file --process-label --apparmor --no-new-privs --cap -c --preserve-fds --cgroup --ignore-paused --help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
        --console-socket) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --pidfd-socket) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --cwd) return ;;
        --env|-e) return ;;
        --user|-u) return ;;
        --additional-gids|-g) return ;;
        --process|-p) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --pid-file) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --process-label) return ;;
        --apparmor) return ;;
        --cap|-c) return ;;
        --preserve-fds) return ;;
        --cgroup) return ;;
      esac
      ;;
    kill) options='--help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
      esac
      ;;
    delete) options='--force -f --help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
      esac
      ;;
    list) options='--format -f --quiet -q --help -h'
      case $previous in
        --format|-f) mapfile -t COMPREPLY < <(compgen -W 'table json' -- "$current"); return ;;
      esac
      ;;
    ps) options='--format -f --help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
        --format|-f) mapfile -t COMPREPLY < <(compgen -W 'table json' -- "$current"); return ;;
      esac
      ;;
    pause) options='--help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
      esac
      ;;
    resume) options='--help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
      esac
      ;;
    update) options='--resources -r --blkio-weight --cpu-period --cpu-quota --cpu-burst --cpu-share --cpu-idle --cpu-rt-period --cpu-rt-runtime --cpuset-cpus --cpuset-mems --memory --memory-reservation --memory-swap --pids-limit --help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
        --resources|-r) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --blkio-weight) return ;;
        --cpu-period) return ;;
        --cpu-quota) return ;;
        --cpu-burst) return ;;
        --cpu-share) return ;;
        --cpu-idle) return ;;
        --cpu-rt-period) return ;;
        --cpu-rt-runtime) return ;;
        --cpuset-cpus) return ;;
        --cpuset-mems) return ;;
        --memory) return ;;
        --memory-reservation) return ;;
        --memory-swap) return ;;
        --pids-limit) return ;;
      esac
      ;;
    events) options='--stats --interval --help -h' arguments=$(capsule-oci ${root:+--root "$root"} list -q 2>/dev/null)
      case $previous in
        --interval) return ;;
      esac
      ;;
    spec) options='--bundle -b --rootless --help -h'
      case $previous in
        --bundle|-b) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
      esac
      ;;
    features) options='--help -h'
      case $previous in
      esac
      ;;
    check) options='--config -f --strict --format --help -h' arguments=$(compgen -d -- "$current")
      case $previous in
        --config|-f) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --format) mapfile -t COMPREPLY < <(compgen -W 'text json' -- "$current"); return ;;
      esac
      ;;
    plan) options='--config -f --no-pivot --no-new-keyring --preserve-fds --help -h' arguments=$(compgen -d -- "$current")
      case $previous in
        --config|-f) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --preserve-fds) return ;;
      esac
      ;;
  esac
  if [[ $current == -* ]]; then arguments=$options; fi
  mapfile -t COMPREPLY < <(compgen -W "$arguments" -- "$current")
}
complete -F _capsule_oci capsule-oci
