#compdef capsule-oci
# zsh completion for capsule-oci; written by `capsule-oci completion zsh`.
_capsule_oci_containers() {
  local root=${opt_args[--root]}
  local -a containers
  containers=(${(f)"$(capsule-oci ${root:+--root $root} list -q 2>/dev/null)"})
  _describe container containers
}
_capsule_oci() {
  local state line
  typeset -A opt_args
  _arguments -C \
    '--root[keep the state of containers in DIR, which should be on a tmpfs (default\: /run/capsule-oci; for others than root $XDG_RUNTIME_DIR/capsule-oci)]:folder:_files -/' \
    '--log[append messages to FILE; errors go to standard error as well]:file:_files' \
    '--log-format[form of the messages\: text (default) or json, one object a line]:log-format:(text json)' \
    '--log-level[least level of the messages (default\: warning)]:log-level:(debug warning error)' \
    '--debug[tell every step, those inside the container too]' \
    '--cgroup-manager[who makes cgroups\: cgroupfs (default) writes their files itself, disabled leaves the container in the caller'\''s; systemd is refused, this version has no driver for it]:cgroup-manager:(cgroupfs disabled systemd)' \
    '--systemd-cgroup[the same as --cgroup-manager systemd\: refused]' \
    '--rootless[whether missing permission for cgroups is no error (default\: auto, which is when not run by the host'\''s root)]:rootless:(true false auto)' \
    '--help[print this help]' '-h[print this help]' \
    '--version[print the version]' '-v[print the version]' \
    '1: :->verb' '*:: :->arguments'
  case $state in
    verb)
      local -a verbs=(
        'create:make a container that waits to be started'
        'run:make a container, start it, wait for it and delete it'
        'start:let a created container run its program'
        'state:print the state of a container as JSON'
        'exec:run one more process in a container'
        'kill:send a signal to the first process of a container'
        'delete:remove what is left of a container'
        'list:list the containers of this root'
        'ps:list the processes of a container'
        'pause:freeze every process of a container'
        'resume:let a paused container go on'
        'update:change the limits of a container'
        'events:print what a container uses, and when memory ran out'
        'spec:write a config.json to start from'
        'features:print what this runtime knows and supports, as JSON'
        'check:find what is wrong with a bundle'\''s configuration'
        'plan:print the steps that create would take'
      )
      _describe command verbs ;;
    arguments)
      case $line[1] in
        create) _arguments \
          '--bundle[the bundle'\''s folder (default\: the working directory)]:folder:_files -/' '-b[the bundle'\''s folder (default\: the working directory)]:folder:_files -/' \
          '--config[read FILE, relative to the bundle, in place of config.json]:file:_files' '-f[read FILE, relative to the bundle, in place of config.json]:file:_files' \
          '--console-socket[send the terminal'\''s master end to this listening UNIX socket (process.terminal)]:file:_files' \
          '--pidfd-socket[send a pidfd of the process to this listening UNIX socket]:file:_files' \
          '--pid-file[write the process ID, as the caller sees it, to FILE]:file:_files' \
          '--no-pivot[enter the root file system by MS_MOVE and chroot\: pivot_root fails on a ramdisk]' \
          '--no-new-keyring[let the container keep the caller'\''s session keyring]' \
          '--preserve-fds[pass N more descriptors, from 3 + $LISTEN_FDS on (default\: 0)]:preserve-fds: ' ;;
        run) _arguments \
          '--bundle[the bundle'\''s folder (default\: the working directory)]:folder:_files -/' '-b[the bundle'\''s folder (default\: the working directory)]:folder:_files -/' \
          '--config[read FILE, relative to the bundle, in place of config.json]:file:_files' '-f[read FILE, relative to the bundle, in place of config.json]:file:_files' \
          '--console-socket[send the terminal'\''s master end to this listening UNIX socket (process.terminal)]:file:_files' \
          '--pidfd-socket[send a pidfd of the process to this listening UNIX socket]:file:_files' \
          '--pid-file[write the process ID, as the caller sees it, to FILE]:file:_files' \
          '--no-pivot[enter the root file system by MS_MOVE and chroot\: pivot_root fails on a ramdisk]' \
          '--no-new-keyring[let the container keep the caller'\''s session keyring]' \
          '--preserve-fds[pass N more descriptors, from 3 + $LISTEN_FDS on (default\: 0)]:preserve-fds: ' \
          '--detach[return as soon as the process runs]' '-d[return as soon as the process runs]' \
          '--keep[leave the container'\''s state and cgroups when it ends]' \
          '--no-subreaper[do not become the parent of processes the container leaves behind]' ;;
        start) _arguments '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        state) _arguments '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        exec) _arguments \
          '--console-socket[send the terminal'\''s master end to this listening UNIX socket (process.terminal)]:file:_files' \
          '--pidfd-socket[send a pidfd of the process to this listening UNIX socket]:file:_files' \
          '--cwd[working directory, in the container]:cwd: ' \
          '*--env[set a variable of the process'\''s environment]:env: ' '*-e[set a variable of the process'\''s environment]:env: ' \
          '--tty[give the process a terminal]' '-t[give the process a terminal]' \
          '--user[run as this user, by number]:user: ' '-u[run as this user, by number]:user: ' \
          '*--additional-gids[add a supplementary group, by number]:additional-gids: ' '*-g[add a supplementary group, by number]:additional-gids: ' \
          '--process[take the whole process from this JSON file, a process object of config.json]:file:_files' '-p[take the whole process from this JSON file, a process object of config.json]:file:_files' \
          '--detach[return as soon as the process runs]' '-d[return as soon as the process runs]' \
          '--pid-file[write the process ID, as the caller sees it, to FILE]:file:_files' \
          '--process-label[SELinux label of the process]:process-label: ' \
          '--apparmor[AppArmor profile of the process]:apparmor: ' \
          '--no-new-privs[the process cannot gain privileges by executing files]' \
          '*--cap[add a capability]:cap: ' '*-c[add a capability]:cap: ' \
          '--preserve-fds[pass N more descriptors, from 3 + $LISTEN_FDS on (default\: 0)]:preserve-fds: ' \
          '*--cgroup[put the process into this cgroup below the container'\''s]:cgroup: ' \
          '--ignore-paused[work in a paused container too]' '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        kill) _arguments '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        delete) _arguments \
          '--force[kill the container first; no error when there is none]' '-f[kill the container first; no error when there is none]' '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        list) _arguments \
          '--format[form of the output (default\: table)]:format:(table json)' '-f[form of the output (default\: table)]:format:(table json)' \
          '--quiet[print the IDs only]' '-q[print the IDs only]' ;;
        ps) _arguments \
          '--format[form of the output (default\: table)]:format:(table json)' '-f[form of the output (default\: table)]:format:(table json)' '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        pause) _arguments '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        resume) _arguments '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        update) _arguments \
          '--resources[take all values from this JSON file, a linux.resources object of config.json, or from standard input when it is -; other options then do not count]:file:_files' '-r[take all values from this JSON file, a linux.resources object of config.json, or from standard input when it is -; other options then do not count]:file:_files' \
          '--blkio-weight[weight among others at block devices, 10 to 1000]:blkio-weight: ' \
          '--cpu-period[length of the period that the quota is for, in microseconds]:cpu-period: ' \
          '--cpu-quota[CPU time in each period, in microseconds; -1 is no limit]:cpu-quota: ' \
          '--cpu-burst[CPU time that may be saved up beyond the quota, in microseconds]:cpu-burst: ' \
          '--cpu-share[share of the CPUs among others, 2 to 262144]:cpu-share: ' \
          '--cpu-idle[whether the container runs only when nobody else wants to (SCHED_IDLE)]:cpu-idle: ' \
          '--cpu-rt-period[period of realtime scheduling, in microseconds (cgroup v1)]:cpu-rt-period: ' \
          '--cpu-rt-runtime[realtime CPU time in each period, in microseconds (cgroup v1)]:cpu-rt-runtime: ' \
          '--cpuset-cpus[CPUs to run on, like 0-2,7]:cpuset-cpus: ' \
          '--cpuset-mems[memory nodes to use, like 0-1]:cpuset-mems: ' \
          '--memory[limit of memory, with a unit if wanted, like 64M; -1 is no limit]:memory: ' \
          '--memory-reservation[memory that is kept under pressure; a soft limit on cgroup v1]:memory-reservation: ' \
          '--memory-swap[limit of memory and swap together; -1 is no limit]:memory-swap: ' \
          '--pids-limit[how many processes and threads there may be; -1 is no limit]:pids-limit: ' '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        events) _arguments \
          '--stats[print the statistics once and end]' \
          '--interval[time between statistics, like 10s, 500ms or 1m30s (default\: 5s)]:interval: ' '1:container:_capsule_oci_containers' '*:: :_normal' ;;
        spec) _arguments \
          '--bundle[the bundle'\''s folder (default\: the working directory)]:folder:_files -/' '-b[the bundle'\''s folder (default\: the working directory)]:folder:_files -/' \
          '--rootless[write a configuration for a container made without root]' ;;
        features) _arguments ;;
        check) _arguments \
          '--config[read FILE, relative to the bundle, in place of config.json]:file:_files' '-f[read FILE, relative to the bundle, in place of config.json]:file:_files' \
          '--strict[warnings and unknown properties count as errors]' \
          '--format[form of the output (default\: text)]:format:(text json)' '1:bundle:_files -/' ;;
        plan) _arguments \
          '--config[read FILE, relative to the bundle, in place of config.json]:file:_files' '-f[read FILE, relative to the bundle, in place of config.json]:file:_files' \
          '--no-pivot[enter the root file system by MS_MOVE and chroot\: pivot_root fails on a ramdisk]' \
          '--no-new-keyring[let the container keep the caller'\''s session keyring]' \
          '--preserve-fds[pass N more descriptors, from 3 + $LISTEN_FDS on (default\: 0)]:preserve-fds: ' '1:bundle:_files -/' ;;
      esac ;;
  esac
}
_capsule_oci "$@"
