# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a warning where neither a cgroup nor a pid namespace holds a container's processes together.
# Fails on runc: since 1.2
# Fails on crun: it says nothing
unprivileged
config '.linux.namespaces |= map(select(.type != "pid"))
  | .mounts |= map(if .type == "proc" then {"destination": "/proc", "type": "none", "source": "/proc", "options": ["rbind"]} else . end)'
ok rt run --bundle "$B" "$ID"
has "strongly discouraged" "$err"
