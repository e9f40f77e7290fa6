# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Cgroups Path": an absolute path is relative to the mount point.
cgroup_path
start_sleeper
pid=$(pid_of "$ID")
has "/$ID" "$(cat "/proc/$pid/cgroup")"
