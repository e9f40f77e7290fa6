# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Memory": limit.
needs controller-memory
cgroup_path
config '.linux.resources.memory = {"limit": 33554432}'
start_sleeper
directory=$(controller_directory memory)
equal 33554432 "$(cat "$directory"/memory.limit_in_bytes 2>/dev/null || cat "$directory/memory.max")"
