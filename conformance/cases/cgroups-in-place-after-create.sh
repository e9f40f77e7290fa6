# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: when create returns, the process is in its cgroups (engines look at once).
cgroup_path
ok rt create --bundle "$B" "$ID"
has "/$ID" "$(cat "/proc/$(pid_of "$ID")/cgroup")"
