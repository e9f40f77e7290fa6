# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Namespaces": with a path the container is placed there.
start_sleeper "$ID-first"
pid=$(pid_of "$ID-first")
config '.linux.namespaces |= map(if .type != "mount" then . + {"path": ("/proc/" + $pid + "/ns/" +
  (if .type == "network" then "net" else .type end))} else . end) | del(.hostname)' --arg pid "$pid"
script 'for n in net uts ipc pid; do echo "$n: $(readlink /proc/self/ns/$n)"; done; hostname'
ok rt run --bundle "$B" "$ID"
for n in net uts ipc pid; do equal "$(readlink "/proc/$pid/ns/$n")" "$(fact $n)"; done
