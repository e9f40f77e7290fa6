# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Namespaces": cgroup: the container's own cgroup is its root.
cgroup_path
config '.linux.namespaces += [{"type": "cgroup"}]'
script 'cut -d: -f3 /proc/self/cgroup | sort -u'
ok rt run --bundle "$B" "$ID"
has / "$out"
hasnt "$ID" "$out"
