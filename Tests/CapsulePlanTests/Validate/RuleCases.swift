// SPDX-License-Identifier: Apache-2.0

private let userNamespace = #"{"type":"mount"},{"type":"user"}"#
private let idMappings =
  #""uidMappings":[{"containerID":0,"hostID":1000,"size":1}],"gidMappings":[{"containerID":0,"hostID":1000,"size":1}]"#
private let userLinux = #"{"namespaces":[\#(userNamespace)],\#(idMappings)}"#

private func resources(_ text: String) -> String { linux(#""resources":{\#(text)}"#) }

private func device(_ more: String) -> String { linux(#""devices":[{\#(more)}]"#) }

private func hook(_ stage: String, _ text: String) -> String { document(more: #","hooks":{"\#(stage)":[{\#(text)}]}"#) }

private func sysctl(_ name: String, namespaces: String = #"{"type":"mount"}"#) -> String {
  linux(#""sysctl":{"\#(name)":"1"}"#, namespaces: namespaces)
}

/// Examples of every rule; in the order of `Validate.rules`.
let ruleCases: [RuleCase] = [
  RuleCase(
    "oci-version", passing: document(), document(version: #""1.0.0-rc6""#), failing: document(version: #""2.0.0""#),
    at: "/ociVersion"),
  RuleCase("oci-version", failing: document(version: "null"), at: "/ociVersion"),
  RuleCase("oci-version", failing: document(version: #""abc""#), at: "/ociVersion"),
  RuleCase("root-required", passing: document(), failing: document(root: "null"), at: "/root"),
  RuleCase("root-required", failing: document(root: #"{"readonly":true}"#), at: "/root/path"),
  RuleCase(
    "hostname-needs-uts-namespace",
    passing: document(linux: #"{"namespaces":[{"type":"uts"}]}"#, more: #","hostname":"h","domainname":"d""#),
    document(more: #","hostname":"""#), failing: document(more: #","hostname":"h""#), at: "/hostname"),
  RuleCase("hostname-needs-uts-namespace", failing: document(more: #","domainname":"d""#), at: "/domainname"),
  RuleCase(
    "hostname-length", passing: document(more: #","hostname":"\#(String(repeating: "h", count: 64))""#),
    failing: document(more: #","hostname":"\#(String(repeating: "h", count: 65))""#), at: "/hostname"),
  RuleCase(
    "annotation-key", passing: document(more: #","annotations":{"a":""}"#),
    failing: document(more: #","annotations":{"":"a"}"#), at: "/annotations"),

  RuleCase(
    "process-args", passing: document(), document(process: "null"),
    failing: document(process: #"{"cwd":"/","args":[]}"#),
    at: "/process/args"),
  RuleCase(
    "process-cwd", passing: document(), failing: document(process: #"{"cwd":"a/b","args":["a"]}"#), at: "/process/cwd"),
  RuleCase("process-cwd", failing: document(process: #"{"args":["a"]}"#), at: "/process/cwd"),
  RuleCase(
    "process-env", passing: process(#""env":["A=","B=x=y"]"#), failing: process(#""env":["A=1","B"]"#),
    at: "/process/env/1"),
  RuleCase("process-env", failing: process(#""env":["=x"]"#), at: "/process/env/0"),
  RuleCase(
    "process-user", passing: document(),
    process(#""user":{"uid":0,"gid":4294967294,"umask":511,"additionalGids":[1]}"#),
    failing: process(#""user":{"uid":4294967295,"gid":0}"#), at: "/process/user/uid"),
  RuleCase("process-user", failing: process(#""user":{"uid":0}"#), at: "/process/user/gid"),
  RuleCase(
    "process-user", failing: process(#""user":{"uid":0,"gid":0,"additionalGids":[0,4294967295]}"#),
    at: "/process/user/additionalGids/1"),
  RuleCase("process-user", failing: process(#""user":{"uid":0,"gid":0,"umask":512}"#), at: "/process/user/umask"),
  RuleCase(
    "console-size", passing: process(#""terminal":true,"consoleSize":{"height":1,"width":65535}"#),
    process(#""consoleSize":{"height":70000,"width":1}"#),
    failing: process(#""terminal":true,"consoleSize":{"height":65536,"width":1}"#), at: "/process/consoleSize/height"),
  RuleCase(
    "console-size", failing: process(#""terminal":true,"consoleSize":{"height":1}"#), at: "/process/consoleSize/width"),
  RuleCase(
    "capability-name", passing: process(#""capabilities":{"bounding":["CAP_KILL"]}"#),
    failing: process(#""capabilities":{"bounding":["CAP_KILL","CAP_X"]}"#), at: "/process/capabilities/bounding/1"),

  RuleCase(
    "rlimit-type", passing: process(#""rlimits":[{"type":"RLIMIT_RTTIME","soft":1,"hard":1}]"#),
    failing: process(#""rlimits":[{"type":"RLIMIT_X","soft":1,"hard":1}]"#), at: "/process/rlimits/0/type"),
  RuleCase(
    "duplicate-rlimit",
    passing: process(#""rlimits":[{"type":"RLIMIT_AS","soft":1,"hard":1},{"type":"RLIMIT_CPU","soft":1,"hard":1}]"#),
    failing: process(#""rlimits":[{"type":"RLIMIT_AS","soft":1,"hard":1},{"type":"RLIMIT_AS","soft":1,"hard":1}]"#),
    at: "/process/rlimits/1/type"),
  RuleCase(
    "rlimit-values", passing: process(#""rlimits":[{"type":"RLIMIT_AS","soft":1,"hard":18446744073709551615}]"#),
    failing: process(#""rlimits":[{"type":"RLIMIT_AS","soft":2,"hard":1}]"#), at: "/process/rlimits/0/soft"),
  RuleCase(
    "rlimit-values", failing: process(#""rlimits":[{"type":"RLIMIT_AS","soft":2}]"#), at: "/process/rlimits/0/hard"),
  RuleCase(
    "oom-score", passing: process(#""oomScoreAdj":-1000"#), process(#""oomScoreAdj":1000"#),
    failing: process(#""oomScoreAdj":-1001"#), at: "/process/oomScoreAdj"),
  RuleCase(
    "scheduler-names", passing: process(#""scheduler":{"policy":"SCHED_IDLE","flags":["SCHED_FLAG_RECLAIM"]}"#),
    failing: process(#""scheduler":{"policy":"SCHED_FAST"}"#), at: "/process/scheduler/policy"),
  RuleCase("scheduler-names", failing: process(#""scheduler":{"nice":1}"#), at: "/process/scheduler/policy"),
  RuleCase(
    "scheduler-names", failing: process(#""scheduler":{"policy":"SCHED_IDLE","flags":["X"]}"#),
    at: "/process/scheduler/flags/0"),
  RuleCase(
    "scheduler-values", passing: process(#""scheduler":{"policy":"SCHED_OTHER","nice":-20}"#),
    process(#""scheduler":{"policy":"SCHED_RR","priority":99}"#),
    process(#""scheduler":{"policy":"SCHED_DEADLINE","runtime":1,"deadline":2,"period":2}"#),
    failing: process(#""scheduler":{"policy":"SCHED_BATCH","nice":20}"#), at: "/process/scheduler/nice"),
  RuleCase(
    "scheduler-values", failing: process(#""scheduler":{"policy":"SCHED_OTHER","priority":1}"#),
    at: "/process/scheduler/priority"),
  RuleCase(
    "scheduler-values", failing: process(#""scheduler":{"policy":"SCHED_FIFO","priority":0}"#),
    at: "/process/scheduler/priority"),
  RuleCase(
    "scheduler-values", failing: process(#""scheduler":{"policy":"SCHED_OTHER","runtime":1}"#), at: "/process/scheduler"
  ),
  RuleCase(
    "io-priority", passing: process(#""ioPriority":{"class":"IOPRIO_CLASS_BE","priority":7}"#),
    failing: process(#""ioPriority":{"class":"IOPRIO_CLASS_BE","priority":8}"#), at: "/process/ioPriority/priority"),
  RuleCase("io-priority", failing: process(#""ioPriority":{"priority":1}"#), at: "/process/ioPriority/class"),
  RuleCase(
    "cpu-affinity", passing: process(#""execCPUAffinity":{"initial":"0-3,7","final":""}"#),
    failing: process(#""execCPUAffinity":{"initial":"3-0"}"#), at: "/process/execCPUAffinity/initial"),
  RuleCase(
    "cpu-affinity", failing: process(#""execCPUAffinity":{"final":"0-99999999"}"#), at: "/process/execCPUAffinity/final"
  ),

  RuleCase(
    "namespace-type", passing: document(), failing: linux("\"x\":1", namespaces: #"{"type":"x"}"#),
    at: "/linux/namespaces/0/type"),
  RuleCase("namespace-type", failing: linux("\"x\":1", namespaces: "{}"), at: "/linux/namespaces/0/type"),
  RuleCase(
    "duplicate-namespace", passing: linux("\"x\":1", namespaces: #"{"type":"pid"},{"type":"uts"}"#),
    failing: linux("\"x\":1", namespaces: #"{"type":"pid"},{"type":"uts"},{"type":"pid","path":"/x"}"#),
    at: "/linux/namespaces/2"),
  RuleCase(
    "namespace-path", passing: linux("\"x\":1", namespaces: #"{"type":"pid","path":"/x"},{"type":"uts","path":""}"#),
    failing: linux("\"x\":1", namespaces: #"{"type":"pid","path":"x"}"#), at: "/linux/namespaces/0/path"),
  RuleCase(
    "user-mappings", passing: document(linux: userLinux), document(),
    linux("\"x\":1", namespaces: #"{"type":"user","path":"/x"}"#), failing: linux(idMappings), at: "/linux/uidMappings"),
  RuleCase("user-mappings", failing: linux("\"x\":1", namespaces: userNamespace), at: "/linux/gidMappings"),
  RuleCase(
    "mapping-values", passing: document(linux: userLinux),
    failing: linux(#""uidMappings":[{"containerID":0,"hostID":0,"size":0}]"#), at: "/linux/uidMappings/0/size"),
  RuleCase(
    "mapping-values",
    failing: linux(
      #""gidMappings":[{"containerID":0,"hostID":0,"size":10},{"containerID":9,"hostID":100,"size":1}]"#),
    at: "/linux/gidMappings/1"),
  RuleCase(
    "mapping-values", failing: linux(#""uidMappings":[{"containerID":4294967290,"hostID":0,"size":10}]"#),
    at: "/linux/uidMappings/0/size"),
  RuleCase(
    "mapping-values", failing: linux(#""uidMappings":[{"size":1,"hostID":1}]"#), at: "/linux/uidMappings/0/containerID"),
  RuleCase(
    "time-offsets",
    passing: linux(
      #""timeOffsets":{"monotonic":{"secs":-1},"boottime":{"nanosecs":1}}"#, namespaces: #"{"type":"time"}"#),
    failing: linux(#""timeOffsets":{"realtime":{"secs":1}}"#, namespaces: #"{"type":"time"}"#),
    at: "/linux/timeOffsets/realtime"),
  RuleCase("time-offsets", failing: linux(#""timeOffsets":{"monotonic":{"secs":1}}"#), at: "/linux/timeOffsets"),
  RuleCase(
    "time-offsets",
    failing: linux(#""timeOffsets":{"monotonic":{"secs":1}}"#, namespaces: #"{"type":"time","path":"/x"}"#),
    at: "/linux/timeOffsets"),
  RuleCase(
    "time-offsets",
    failing: linux(#""timeOffsets":{"monotonic":{"nanosecs":1000000000}}"#, namespaces: #"{"type":"time"}"#),
    at: "/linux/timeOffsets/monotonic/nanosecs"),

  RuleCase(
    "mount-destination", passing: mount(#"{"destination":"/a","type":"tmpfs"}"#),
    failing: mount(#"{"destination":"/a/..","type":"tmpfs"}"#), at: "/mounts/0/destination"),
  RuleCase("mount-destination", failing: mount(#"{"type":"tmpfs"}"#), at: "/mounts/0/destination"),
  RuleCase(
    "mounts-need-mount-namespace", passing: document(linux: "{}"),
    failing: mount(#"{"destination":"/a","type":"tmpfs"}"#, linux: "{}"), at: "/mounts"),
  RuleCase(
    "mounts-need-mount-namespace", failing: document(root: #"{"path":"r","readonly":true}"#, linux: "{}"),
    at: "/root/readonly"),
  RuleCase(
    "mounts-need-mount-namespace", failing: document(linux: #"{"readonlyPaths":["/proc"]}"#), at: "/linux/maskedPaths"),
  RuleCase(
    "mounts-need-mount-namespace", failing: document(linux: #"{"rootfsPropagation":"slave"}"#),
    at: "/linux/rootfsPropagation"),
  RuleCase(
    "mount-type", passing: mount(#"{"destination":"/a","source":"/a","type":"bind","options":["rbind"]}"#),
    mount(#"{"destination":"/a","options":["remount","ro"]}"#), failing: mount(#"{"destination":"/a","source":"/a"}"#),
    at: "/mounts/0/type"),
  RuleCase("mount-type", failing: mount(#"{"destination":"/a","source":"/a","type":"bind"}"#), at: "/mounts/0/type"),
  RuleCase(
    "bind-source", passing: mount(#"{"destination":"/a","source":"a","options":["bind"]}"#),
    failing: mount(#"{"destination":"/a","options":["bind"]}"#), at: "/mounts/0/source"),
  RuleCase(
    "bind-options", passing: mount(#"{"destination":"/a","source":"a","options":["bind","ro","rprivate","defaults"]}"#),
    mount(#"{"destination":"/a","type":"tmpfs","options":["size=1k"]}"#),
    failing: mount(#"{"destination":"/a","source":"a","options":["bind","size=1k"]}"#), at: "/mounts/0/options/1"),
  RuleCase(
    "mount-in-proc", passing: mount(#"{"destination":"/proc/","type":"proc"}"#),
    mount(#"{"destination":"/proc","source":"/proc","options":["bind"]}"#),
    mount(#"{"destination":"/proc/meminfo","source":"/m","options":["bind"]}"#),
    mount(#"{"destination":"/process","type":"tmpfs"}"#), failing: mount(#"{"destination":"/proc","type":"tmpfs"}"#),
    at: "/mounts/0"),
  RuleCase("mount-in-proc", failing: mount(#"{"destination":"/proc/x/../sys","type":"tmpfs"}"#), at: "/mounts/0"),
  RuleCase(
    "idmapped-mount",
    passing: mount(#"{"destination":"/a","source":"/a","options":["bind","idmap"],\#(idMappings)}"#),
    mount(#"{"destination":"/a","source":"/a","options":["rbind","ridmap"]}"#, linux: userLinux),
    failing: mount(#"{"destination":"/a","source":"/a","options":["bind","idmap"]}"#), at: "/mounts/0"),
  RuleCase(
    "idmapped-mount",
    failing: mount(
      #"{"destination":"/a","source":"/a","options":["bind"],"uidMappings":[{"containerID":0,"hostID":1,"size":1}]}"#),
    at: "/mounts/0/gidMappings"),
  RuleCase(
    "idmapped-mount", failing: mount(#"{"destination":"/a","type":"tmpfs","options":["idmap"],\#(idMappings)}"#),
    at: "/mounts/0"),
  RuleCase(
    "copy-up", passing: mount(#"{"destination":"/a","type":"tmpfs","options":["tmpcopyup"]}"#),
    failing: mount(#"{"destination":"/a","type":"ext4","options":["tmpcopyup"]}"#), at: "/mounts/0/options"),

  RuleCase(
    "masked-path", passing: linux(#""maskedPaths":["/proc/kcore"]"#), failing: linux(#""maskedPaths":["/a","b"]"#),
    at: "/linux/maskedPaths/1"),
  RuleCase(
    "readonly-path", passing: linux(#""readonlyPaths":["/proc/sys"]"#), failing: linux(#""readonlyPaths":[""]"#),
    at: "/linux/readonlyPaths/0"),
  RuleCase(
    "rootfs-propagation", passing: linux(#""rootfsPropagation":"unbindable""#), linux(#""rootfsPropagation":"rslave""#),
    failing: linux(#""rootfsPropagation":"bogus""#), at: "/linux/rootfsPropagation"),

  RuleCase(
    "device-node", passing: device(#""type":"u","path":"/dev/x","major":1,"minor":2"#),
    failing: device(#""type":"x","path":"/dev/x","major":1,"minor":2"#), at: "/linux/devices/0/type"),
  RuleCase(
    "device-node", failing: device(#""type":"c","path":"dev/x","major":1,"minor":2"#), at: "/linux/devices/0/path"),
  RuleCase(
    "device-numbers", passing: device(#""type":"p","path":"/fifo""#),
    device(#""type":"b","path":"/x","major":4095,"minor":1048575"#),
    failing: device(#""type":"c","path":"/x","minor":1"#),
    at: "/linux/devices/0/major"),
  RuleCase(
    "device-numbers", failing: device(#""type":"c","path":"/x","major":1,"minor":1048576"#),
    at: "/linux/devices/0/minor"),
  RuleCase(
    "device-owner", passing: device(#""type":"p","path":"/x","uid":1,"gid":1,"fileMode":8630"#),
    failing: device(#""type":"p","path":"/x","gid":4294967295"#), at: "/linux/devices/0/gid"),
  RuleCase(
    "device-owner", failing: device(#""type":"p","path":"/x","fileMode":65536"#), at: "/linux/devices/0/fileMode"),
  RuleCase(
    "duplicate-device", passing: linux(#""devices":[{"type":"p","path":"/x"},{"type":"p","path":"/y"}]"#),
    failing: linux(#""devices":[{"type":"p","path":"/x"},{"type":"p","path":"/x"}]"#), at: "/linux/devices/1/path"),
  RuleCase(
    "net-device",
    passing: linux(#""netDevices":{"eth0":{"name":"net%d"},"eth1":{}}"#, namespaces: #"{"type":"network"}"#),
    failing: linux(#""netDevices":{"eth0":{}}"#), at: "/linux/netDevices"),
  RuleCase(
    "net-device", failing: linux(#""netDevices":{"a/b":{}}"#, namespaces: #"{"type":"network"}"#),
    at: "/linux/netDevices/a~1b"),
  RuleCase(
    "net-device",
    failing: linux(#""netDevices":{"eth0":{"name":"abcdefghijklmnop"}}"#, namespaces: #"{"type":"network"}"#),
    at: "/linux/netDevices/eth0/name"),

  RuleCase(
    "device-access", passing: resources(#""devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c"}]"#),
    failing: resources(#""devices":[{"access":"r"}]"#), at: "/linux/resources/devices/0/allow"),
  RuleCase(
    "device-access", failing: resources(#""devices":[{"allow":true,"type":"u"}]"#),
    at: "/linux/resources/devices/0/type"),
  RuleCase(
    "device-access", failing: resources(#""devices":[{"allow":true,"access":"rx"}]"#),
    at: "/linux/resources/devices/0/access"),
  RuleCase(
    "cgroups-path", passing: linux(#""cgroupsPath":"/a/b""#), failing: linux(#""cgroupsPath":"/a/../../b""#),
    at: "/linux/cgroupsPath"),
  RuleCase(
    "device-rule-numbers", passing: resources(#""devices":[{"allow":true,"type":"c","major":-1,"minor":3}]"#),
    failing: resources(#""devices":[{"allow":true,"type":"c","major":5000}]"#),
    at: "/linux/resources/devices/0/major"),
  RuleCase(
    "memory-values", passing: resources(#""memory":{"limit":-1,"swappiness":100}"#),
    failing: resources(#""memory":{"limit":-2}"#), at: "/linux/resources/memory/limit"),
  RuleCase(
    "cpu-values", passing: resources(#""cpu":{"idle":1,"cpus":"0-3,7"}"#), failing: resources(#""cpu":{"idle":2}"#),
    at: "/linux/resources/cpu/idle"),
  RuleCase(
    "pids-limit", passing: resources(#""pids":{"limit":0}"#), failing: resources(#""pids":{"limit":-2}"#),
    at: "/linux/resources/pids/limit"),
  RuleCase(
    "narrow-numbers", passing: resources(#""blockIO":{"weight":65535}"#),
    failing: resources(#""blockIO":{"weight":65536}"#), at: "/linux/resources/blockIO/weight"),
  RuleCase(
    "block-io", passing: resources(#""blockIO":{"weightDevice":[{"major":8,"minor":0,"leafWeight":10}]}"#),
    failing: resources(#""blockIO":{"weightDevice":[{"major":8,"minor":0}]}"#),
    at: "/linux/resources/blockIO/weightDevice/0"),
  RuleCase(
    "block-io", failing: resources(#""blockIO":{"throttleReadBpsDevice":[{"major":8,"minor":0}]}"#),
    at: "/linux/resources/blockIO/throttleReadBpsDevice/0/rate"),
  RuleCase(
    "block-io", failing: resources(#""blockIO":{"throttleWriteIOPSDevice":[{"minor":0,"rate":1}]}"#),
    at: "/linux/resources/blockIO/throttleWriteIOPSDevice/0/major"),
  RuleCase(
    "hugepage-limit", passing: resources(#""hugepageLimits":[{"pageSize":"2MB","limit":0}]"#),
    failing: resources(#""hugepageLimits":[{"pageSize":"../2MB","limit":1}]"#),
    at: "/linux/resources/hugepageLimits/0/pageSize"),
  RuleCase(
    "hugepage-limit", failing: resources(#""hugepageLimits":[{"pageSize":"2MB"}]"#),
    at: "/linux/resources/hugepageLimits/0/limit"),
  RuleCase(
    "network-priority", passing: resources(#""network":{"priorities":[{"name":"eth0","priority":1}]}"#),
    failing: resources(#""network":{"priorities":[{"name":"eth0"}]}"#),
    at: "/linux/resources/network/priorities/0/priority"),
  RuleCase(
    "rdma", passing: resources(#""rdma":{"mlx5_1":{"hcaHandles":3}}"#), failing: resources(#""rdma":{"mlx5_1":{}}"#),
    at: "/linux/resources/rdma/mlx5_1"),
  RuleCase("rdma", failing: resources(#""rdma":{"../x":{"hcaHandles":3}}"#), at: "/linux/resources/rdma/..~1x"),
  RuleCase(
    "unified-key", passing: resources(#""unified":{"memory.high":"1"}"#),
    failing: resources(#""unified":{"../x":"1"}"#),
    at: "/linux/resources/unified/..~1x"),
  RuleCase("unified-key", failing: resources(#""unified":{"..":"1"}"#), at: "/linux/resources/unified/.."),

  RuleCase(
    "sysctl-name", passing: sysctl("net.ipv4.ip_forward", namespaces: #"{"type":"network"}"#),
    failing: sysctl("net/../kernel/core_pattern"), at: "/linux/sysctl/net~1..~1kernel~1core_pattern"),
  RuleCase("sysctl-name", failing: sysctl("net..x"), at: "/linux/sysctl/net..x"),
  RuleCase(
    "sysctl-namespace", passing: sysctl("net/ipv4/conf/eth0.100/forwarding", namespaces: #"{"type":"network"}"#),
    sysctl("fs.mqueue.msg_max", namespaces: #"{"type":"ipc"}"#), sysctl("kernel.sem", namespaces: #"{"type":"ipc"}"#),
    sysctl("kernel.domainname", namespaces: #"{"type":"uts"}"#),
    linux(#""sysctl":{"user.max_user_namespaces":"1"},\#(idMappings)"#, namespaces: userNamespace),
    failing: sysctl("kernel.core_pattern"), at: "/linux/sysctl/kernel.core_pattern"),
  RuleCase("sysctl-namespace", failing: sysctl("net.core.somaxconn"), at: "/linux/sysctl/net.core.somaxconn"),
  RuleCase("sysctl-namespace", failing: sysctl("kernel.shmmax"), at: "/linux/sysctl/kernel.shmmax"),
  RuleCase("sysctl-namespace", failing: sysctl("user.max_pid_namespaces"), at: "/linux/sysctl/user.max_pid_namespaces"),
  RuleCase("sysctl-namespace", failing: sysctl("kernel.domainname"), at: "/linux/sysctl/kernel.domainname"),
  RuleCase(
    "sysctl-namespace", failing: sysctl("kernel.hostname", namespaces: #"{"type":"uts"}"#),
    at: "/linux/sysctl/kernel.hostname"),

  RuleCase(
    "personality", passing: linux(#""personality":{"domain":"LINUX32","flags":[]}"#),
    failing: linux(#""personality":{"domain":"WINDOWS"}"#), at: "/linux/personality/domain"),
  RuleCase(
    "personality", failing: linux(#""personality":{"domain":"LINUX","flags":["UNAME26"]}"#),
    at: "/linux/personality/flags/0"),
  RuleCase(
    "memory-policy-names",
    passing: linux(#""memoryPolicy":{"mode":"MPOL_BIND","nodes":"0","flags":["MPOL_F_STATIC_NODES"]}"#),
    failing: linux(#""memoryPolicy":{"mode":"MPOL_BOUND","nodes":"0"}"#), at: "/linux/memoryPolicy/mode"),
  RuleCase(
    "memory-policy-names", failing: linux(#""memoryPolicy":{"mode":"MPOL_BIND","nodes":"0","flags":["X"]}"#),
    at: "/linux/memoryPolicy/flags/0"),
  RuleCase(
    "memory-policy-nodes", passing: linux(#""memoryPolicy":{"mode":"MPOL_PREFERRED"}"#),
    failing: linux(#""memoryPolicy":{"mode":"MPOL_INTERLEAVE"}"#), at: "/linux/memoryPolicy/nodes"),
  RuleCase(
    "memory-policy-nodes", failing: linux(#""memoryPolicy":{"mode":"MPOL_LOCAL","nodes":"0"}"#),
    at: "/linux/memoryPolicy/nodes"),
  RuleCase(
    "memory-policy-nodes", failing: linux(#""memoryPolicy":{"mode":"MPOL_BIND","nodes":"a"}"#),
    at: "/linux/memoryPolicy/nodes"),
  RuleCase(
    "intel-rdt", passing: linux(#""intelRdt":{"closID":"/","memBwSchema":"MB:0=20"}"#),
    failing: linux(#""intelRdt":{"closID":"../x"}"#), at: "/linux/intelRdt/closID"),
  RuleCase("intel-rdt", failing: linux(#""intelRdt":{"memBwSchema":"L3:0"}"#), at: "/linux/intelRdt/memBwSchema"),
  RuleCase("intel-rdt", failing: linux(#""intelRdt":{"schemata":["a","b\nc"]}"#), at: "/linux/intelRdt/schemata/1"),

  RuleCase(
    "hook-path", passing: hook("poststop", #""path":"/bin/true""#), failing: hook("poststop", #""path":"true""#),
    at: "/hooks/poststop/0/path"),
  RuleCase("hook-path", failing: hook("prestart", #""args":["x"]"#), at: "/hooks/prestart/0/path"),
  RuleCase(
    "hook-timeout", passing: hook("createContainer", #""path":"/x","timeout":1"#),
    failing: hook("createContainer", #""path":"/x","timeout":0"#), at: "/hooks/createContainer/0/timeout"),
]
