// SPDX-License-Identifier: Apache-2.0

// Every option of capsule-oci, by name, so that reading one that does not exist does not compile. They are computed: a
// run builds only those of its own verb.

// The program's own.
extension Option {
  package static var root: Option {
    Option(
      "root", takes: .directory,
      "keep the state of containers in DIR, which should be on a tmpfs (default: /run/capsule-oci; for others than root "
        + "$XDG_RUNTIME_DIR/capsule-oci)")
  }
  package static var log: Option {
    Option("log", takes: .file, "append messages to FILE; errors go to standard error as well")
  }
  package static var logFormat: Option {
    Option(
      "log-format", takes: .choice(["text", "json"]), "form of the messages: text (default) or json, one object a line")
  }
  package static var logLevel: Option {
    Option(
      "log-level", takes: .choice(["debug", "warning", "error"]), "least level of the messages (default: warning)")
  }
  package static var debug: Option { Option("debug", "tell every step, those inside the container too") }
  package static var cgroupManager: Option {
    Option(
      "cgroup-manager", takes: .choice(["cgroupfs", "disabled", "systemd"]),
      "who makes cgroups: cgroupfs (default) writes their files itself, disabled leaves the container in the caller's; "
        + "systemd is refused, this version has no driver for it")
  }
  package static var systemdCgroup: Option {
    Option("systemd-cgroup", "the same as --cgroup-manager systemd: refused")
  }
  package static var rootless: Option {
    Option(
      "rootless", takes: .choice(["true", "false", "auto"]),
      "whether missing permission for cgroups is no error (default: auto, which is when not run by the host's root)")
  }
  package static var criu: Option { Option("criu", takes: .file, hidden: true, "ignored, as by the peers") }
  package static var help: Option { Option("help", letter: "h", "print this help") }
  package static var version: Option { Option("version", letter: "v", "print the version") }
}

// What makes containers and processes.
extension Option {
  package static var bundle: Option {
    Option("bundle", letter: "b", takes: .directory, "the bundle's folder (default: the working directory)")
  }
  package static var config: Option {
    Option("config", letter: "f", takes: .file, "read FILE, relative to the bundle, in place of config.json")
  }
  package static var consoleSocket: Option {
    Option(
      "console-socket", takes: .file, "send the terminal's master end to this listening UNIX socket (process.terminal)")
  }
  package static var pidfdSocket: Option {
    Option("pidfd-socket", takes: .file, "send a pidfd of the process to this listening UNIX socket")
  }
  package static var pidFile: Option {
    Option("pid-file", takes: .file, "write the process ID, as the caller sees it, to FILE")
  }
  package static var noPivot: Option {
    Option("no-pivot", "enter the root file system by MS_MOVE and chroot: pivot_root fails on a ramdisk")
  }
  package static var noNewKeyring: Option {
    Option("no-new-keyring", "let the container keep the caller's session keyring")
  }
  package static var preserveFds: Option {
    Option("preserve-fds", takes: .word("N"), "pass N more descriptors, from 3 + $LISTEN_FDS on (default: 0)")
  }
  package static var noSubreaper: Option {
    Option("no-subreaper", "do not become the parent of processes the container leaves behind")
  }
  package static var detach: Option { Option("detach", letter: "d", "return as soon as the process runs") }
  package static var keep: Option { Option("keep", "leave the container's state and cgroups when it ends") }
}

// Those of single verbs.
extension Option {
  package static var cwd: Option { Option("cwd", takes: .word("PATH"), "working directory, in the container") }
  package static var environment: Option {
    Option("env", letter: "e", takes: .word("NAME=VALUE"), repeats: true, "set a variable of the process's environment")
  }
  package static var tty: Option { Option("tty", letter: "t", "give the process a terminal") }
  package static var user: Option {
    Option("user", letter: "u", takes: .word("UID[:GID]"), "run as this user, by number")
  }
  package static var additionalGids: Option {
    Option("additional-gids", letter: "g", takes: .word("GID"), repeats: true, "add a supplementary group, by number")
  }
  package static var process: Option {
    Option(
      "process", letter: "p", takes: .file,
      "take the whole process from this JSON file, a process object of config.json")
  }
  package static var processLabel: Option {
    Option("process-label", takes: .word("LABEL"), "SELinux label of the process")
  }
  package static var apparmor: Option { Option("apparmor", takes: .word("PROFILE"), "AppArmor profile of the process") }
  package static var noNewPrivs: Option {
    Option("no-new-privs", "the process cannot gain privileges by executing files")
  }
  package static var capability: Option {
    Option("cap", letter: "c", takes: .word("CAP_NAME"), repeats: true, "add a capability")
  }
  package static var cgroup: Option {
    Option(
      "cgroup", takes: .word("[CONTROLLER,...:]PATH"), repeats: true,
      "put the process into this cgroup below the container's")
  }
  package static var ignorePaused: Option { Option("ignore-paused", "work in a paused container too") }
  package static var force: Option {
    Option("force", letter: "f", "kill the container first; no error when there is none")
  }
  package static var all: Option {
    Option("all", letter: "a", hidden: true, "signal every process of the container; obsolete")
  }
  package static var format: Option {
    Option("format", letter: "f", takes: .choice(["table", "json"]), "form of the output (default: table)")
  }
  package static var findingsFormat: Option {
    Option("format", takes: .choice(["text", "json"]), "form of the output (default: text)")
  }
  package static var quiet: Option { Option("quiet", letter: "q", "print the IDs only") }
  package static var specRootless: Option {
    Option("rootless", "write a configuration for a container made without root")
  }
  package static var strict: Option { Option("strict", "warnings and unknown properties count as errors") }
}

// What `update` changes.
extension Option {
  package static var resources: Option {
    Option(
      "resources", letter: "r", takes: .file,
      "take all values from this JSON file, a linux.resources object of config.json, or from standard input when it is "
        + "-; other options then do not count")
  }
  package static var blkioWeight: Option {
    Option("blkio-weight", takes: .word("N"), "weight among others at block devices, 10 to 1000")
  }
  package static var cpuPeriod: Option {
    Option("cpu-period", takes: .word("N"), "length of the period that the quota is for, in microseconds")
  }
  package static var cpuQuota: Option {
    Option("cpu-quota", takes: .word("N"), "CPU time in each period, in microseconds; -1 is no limit")
  }
  package static var cpuBurst: Option {
    Option("cpu-burst", takes: .word("N"), "CPU time that may be saved up beyond the quota, in microseconds")
  }
  package static var cpuShare: Option {
    Option("cpu-share", takes: .word("N"), "share of the CPUs among others, 2 to 262144")
  }
  package static var cpuIdle: Option {
    Option("cpu-idle", takes: .word("0|1"), "whether the container runs only when nobody else wants to (SCHED_IDLE)")
  }
  package static var cpuRealtimePeriod: Option {
    Option("cpu-rt-period", takes: .word("N"), "period of realtime scheduling, in microseconds (cgroup v1)")
  }
  package static var cpuRealtimeRuntime: Option {
    Option("cpu-rt-runtime", takes: .word("N"), "realtime CPU time in each period, in microseconds (cgroup v1)")
  }
  package static var cpusetCPUs: Option { Option("cpuset-cpus", takes: .word("LIST"), "CPUs to run on, like 0-2,7") }
  package static var cpusetMems: Option {
    Option("cpuset-mems", takes: .word("LIST"), "memory nodes to use, like 0-1")
  }
  package static var memory: Option {
    Option("memory", takes: .word("BYTES"), "limit of memory, with a unit if wanted, like 64M; -1 is no limit")
  }
  package static var memoryReservation: Option {
    Option("memory-reservation", takes: .word("BYTES"), "memory that is kept under pressure; a soft limit on cgroup v1")
  }
  package static var memorySwap: Option {
    Option("memory-swap", takes: .word("BYTES"), "limit of memory and swap together; -1 is no limit")
  }
  package static var pidsLimit: Option {
    Option("pids-limit", takes: .word("N"), "how many processes and threads there may be; -1 is no limit")
  }
  package static var l3CacheSchema: Option {
    Option("l3-cache-schema", takes: .word("SCHEMA"), hidden: true, "refused: Intel RDT is not supported")
  }
  package static var memoryBandwidthSchema: Option {
    Option("mem-bw-schema", takes: .word("SCHEMA"), hidden: true, "refused: Intel RDT is not supported")
  }
  package static var kernelMemory: Option {
    Option("kernel-memory", takes: .word("BYTES"), hidden: true, "ignored with a warning, as by runc")
  }
  package static var kernelMemoryTCP: Option {
    Option("kernel-memory-tcp", takes: .word("BYTES"), hidden: true, "ignored with a warning, as by runc")
  }
}

// What `events` shows.
extension Option {
  package static var stats: Option { Option("stats", "print the statistics once and end") }
  package static var interval: Option {
    Option("interval", takes: .word("TIME"), "time between statistics, like 10s, 500ms or 1m30s (default: 5s)")
  }
}
