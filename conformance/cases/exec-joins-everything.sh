# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec joins all namespaces, the cgroups and the root of the container.
cgroup_path
start_sleeper
pid=$(pid_of "$ID")
ok rt exec "$ID" sh -c 'for n in pid net ipc uts mnt; do echo "$n: $(readlink /proc/self/ns/$n)"; done; cat /proc/self/cgroup'
for n in pid net ipc uts mnt; do equal "$(readlink "/proc/$pid/ns/$n")" "$(fact $n)"; done
has "/$ID" "$out"
