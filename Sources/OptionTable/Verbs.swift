// SPDX-License-Identifier: Apache-2.0

// The table: one entry a verb.
extension Verb {
  private static var making: [Option] {
    [.bundle, .config, .consoleSocket, .pidfdSocket, .pidFile, .noPivot, .noNewKeyring, .preserveFds]
  }
  private static var identifier: String {
    "<container-id> is the container's name: letters, digits, and any of _ + - . in it; unique on this host and root."
  }

  static var create: Verb {
    Verb(
      name: "create", summary: "make a container that waits to be started", synopsis: "<container-id>",
      description: [
        identifier,
        "Reads config.json of the bundle, makes the container's namespaces, cgroups and mounts, and leaves a process in "
          + "it that waits until start is called. A program that is missing or not executable is an error of create.",
        "Standard input, output and error become those of the container.",
      ], options: making, count: .exactly(1), completes: .nothing)
  }
  static var run: Verb {
    Verb(
      name: "run", summary: "make a container, start it, wait for it and delete it", synopsis: "<container-id>",
      description: [
        identifier,
        "Ends with the exit status of the container's process, or with 128 and the signal's number when a signal "
          + "ended it. Signals the runtime gets are passed on to the container.",
      ], options: making + [.detach, .keep, .noSubreaper], count: .exactly(1), completes: .nothing)
  }
  static var start: Verb {
    Verb(
      name: "start", summary: "let a created container run its program", synopsis: "<container-id>",
      description: ["Runs the startContainer and poststart hooks around it. Prints nothing."], options: [],
      count: .exactly(1))
  }
  static var state: Verb {
    Verb(
      name: "state", summary: "print the state of a container as JSON", synopsis: "<container-id>",
      description: [
        "The status is creating, created, running, paused or stopped. A container is stopped as soon as its first "
          + "process has ended, until it is deleted."
      ], options: [], count: .exactly(1))
  }
  static var exec: Verb {
    Verb(
      name: "exec", summary: "run one more process in a container",
      synopsis: "<container-id> <command> [argument...] | exec [options] --process FILE <container-id>",
      description: [
        "The process gets the environment, user, capabilities and limits of config.json, changed by the options; with "
          + "--process it gets those of that file only. It joins all namespaces and cgroups of the container.",
        "Ends with the exit status of the process, or with 255 when it could not be started.",
        "  capsule-oci exec -t web /bin/sh",
      ],
      options: [
        .consoleSocket, .pidfdSocket, .cwd, .environment, .tty, .user, .additionalGids, .process, .detach, .pidFile,
        .processLabel, .apparmor, .noNewPrivs, .capability, .preserveFds, .cgroup, .ignorePaused,
      ], count: .atLeast(1), stopsAtFirstArgument: true)
  }
  static var kill: Verb {
    Verb(
      name: "kill", summary: "send a signal to the first process of a container",
      synopsis: "<container-id> [signal]",
      description: [
        "The signal is a number or a name with or without SIG, such as 9, KILL, SIGKILL or RTMIN+3; TERM by default.",
        "SIGKILL ends every process of a container that has no pid namespace of its own.",
      ], options: [.all], count: .between(1, 2), stopsAtFirstArgument: true)
  }
  static var delete: Verb {
    Verb(
      name: "delete", summary: "remove what is left of a container", synopsis: "<container-id>",
      description: [
        "Removes the cgroups and the state of a stopped container and runs its poststop hooks. A created container is "
          + "killed first, a running one only with --force."
      ], options: [.force], count: .exactly(1))
  }
  static var list: Verb {
    Verb(
      name: "list", summary: "list the containers of this root", synopsis: "",
      description: ["Entries that cannot be read are named on standard error and left out."],
      options: [.format, .quiet], count: .exactly(0), completes: .nothing)
  }
  static var ps: Verb {
    Verb(
      name: "ps", summary: "list the processes of a container", synopsis: "<container-id> [ps option...]",
      description: [
        "Runs ps(1) with the options given, -ef by default, and prints the lines of the container's processes; as JSON, "
          + "their process IDs on this host."
      ], options: [.format], count: .atLeast(1), stopsAtFirstArgument: true)
  }
  static var pause: Verb {
    Verb(
      name: "pause", summary: "freeze every process of a container", synopsis: "<container-id>",
      description: ["Needs the cgroup freezer; resume undoes it."], options: [], count: .exactly(1))
  }
  static var resume: Verb {
    Verb(
      name: "resume", summary: "let a paused container go on", synopsis: "<container-id>",
      description: ["Undoes pause."], options: [], count: .exactly(1))
  }
  static var update: Verb {
    Verb(
      name: "update", summary: "change the limits of a container", synopsis: "<container-id>",
      description: [
        "Changes what the options name and leaves everything else as it is. When one value cannot be set, the others are "
          + "put back. The limits hold until the container ends; config.json does not change.",
        "  capsule-oci update --memory 64M --pids-limit 100 web",
        "  echo '{\"cpu\": {\"quota\": 50000}}' | capsule-oci update -r - web",
      ],
      options: [
        .resources, .blkioWeight, .cpuPeriod, .cpuQuota, .cpuBurst, .cpuShare, .cpuIdle, .cpuRealtimePeriod,
        .cpuRealtimeRuntime, .cpusetCPUs, .cpusetMems, .memory, .memoryReservation, .memorySwap, .pidsLimit,
        .l3CacheSchema, .memoryBandwidthSchema, .kernelMemory, .kernelMemoryTCP,
      ], count: .exactly(1))
  }
  static var events: Verb {
    Verb(
      name: "events", summary: "print what a container uses, and when memory ran out", synopsis: "<container-id>",
      description: [
        "Prints a JSON object a line, {\"type\":\"stats\",...} at every interval and {\"type\":\"oom\",...} when a process "
          + "was killed for want of memory, until the container ends."
      ], options: [.stats, .interval], count: .exactly(1))
  }
  static var spec: Verb {
    Verb(
      name: "spec", summary: "write a config.json to start from", synopsis: "",
      description: [
        "Writes config.json into the bundle, never over an existing one. It runs sh in a terminal, in the folder rootfs, "
          + "with few capabilities and default mounts and masks; edit it as needed."
      ], options: [.bundle, .specRootless], count: .exactly(0), completes: .nothing)
  }
  static var features: Verb {
    Verb(
      name: "features", summary: "print what this runtime knows and supports, as JSON", synopsis: "",
      description: ["The form is that of features.md of the OCI runtime specification."], options: [],
      count: .exactly(0), completes: .nothing)
  }
  static var check: Verb {
    Verb(
      name: "check", summary: "find what is wrong with a bundle's configuration", synopsis: "[bundle]",
      description: [
        "Prints every finding with its JSON pointer, line and column, and names properties that the specification does "
          + "not have. Nothing is made. Ends with 1 when there are errors, or anything at all with --strict.",
        "The bundle is the working directory by default.",
      ], options: [.config, .strict, .findingsFormat], count: .between(0, 1), completes: .directories)
  }
  static var plan: Verb {
    Verb(
      name: "plan", summary: "print the steps that create would take", synopsis: "[bundle]",
      description: [
        "Prints in order what create would do on this host with the bundle, which is the working directory by default. "
          + "Nothing is done."
      ], options: [.config, .noPivot, .noNewKeyring, .preserveFds], count: .between(0, 1), completes: .directories)
  }
  static var completion: Verb {
    Verb(
      name: "completion", summary: "print a completion script", synopsis: "bash|zsh|fish",
      description: ["For the shell named, generated from the table of options."], options: [], count: .exactly(1),
      completes: .shells, isHidden: true)
  }
  static var man: Verb {
    Verb(
      name: "man", summary: "print a manual page", synopsis: "[command]",
      description: ["In roff, generated from the table of options: capsule-oci man create | man -l -"], options: [],
      count: .between(0, 1), completes: .verbs, isHidden: true)
  }
}
