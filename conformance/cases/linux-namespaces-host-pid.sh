# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: without a pid namespace the container sees the host's processes; SIGKILL ends all of its own.
cgroup_path
config '.linux.namespaces |= map(select(.type != "pid"))'
script 'sleep 600 & sleep 600 & echo ready > /ready; wait'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
until_true test -e "$B/rootfs/ready"
mapfile -t pids < <(rt ps --format json "$ID" | jq '.[]')
equal 3 ${#pids[@]}
ok rt delete --force "$ID"
for pid in "${pids[@]}"; do until_true test ! -e "/proc/$pid/exe"; done
