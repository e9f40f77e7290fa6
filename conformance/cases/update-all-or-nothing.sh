# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: an update of which a part fails leaves no part.
# Fails on crun: 1.8.1 leaves what it had written
# Fails on runc: 1.1.5 leaves what it had written when what it puts back is no whole configuration
needs v1-cpu v1-memory
cgroup_path
config '.linux.resources.memory = {"limit": 33554432, "swap": 33554432} | .linux.resources.cpu = {"shares": 100}'
start_sleeper
fails rt update --memory 16M --memory-swap 16M --cpu-quota 10 "$ID"
equal "33554432 33554432" "$(cat "/sys/fs/cgroup/memory/$ID/memory.limit_in_bytes" "/sys/fs/cgroup/memory/$ID/memory.memsw.limit_in_bytes" | xargs)"
