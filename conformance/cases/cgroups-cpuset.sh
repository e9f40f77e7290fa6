# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "CPU": cpus, mems.
needs v1-cpuset
cgroup_path
config '.linux.resources.cpu = {"cpus": "0", "mems": "0"}'
start_sleeper
equal "0 0" "$(cd "/sys/fs/cgroup/cpuset/$ID" && cat cpuset.cpus cpuset.mems | xargs)"
has "Cpus_allowed_list:	0" "$(grep ^Cpus_allowed_list "/proc/$(pid_of "$ID")/status")"
