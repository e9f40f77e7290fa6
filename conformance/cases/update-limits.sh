# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: update changes what its options name, in units too, and leaves everything else.
# Fails on crun: 1.8.1 wants --resources for some and knows no units
needs controller-memory controller-pids
cgroup_path
config '.linux.resources.memory = {"limit": 33554432} | .linux.resources.pids = {"limit": 20}'
start_sleeper
memory=$(controller_directory memory)
pids=$(controller_directory pids)
limit() { cat "$memory/memory.limit_in_bytes" 2>/dev/null || cat "$memory/memory.max"; }
ok rt update --memory 50M "$ID"
equal "52428800 20" "$(limit) $(cat "$pids/pids.max")"
ok rt update "$ID" --pids-limit 10
equal "52428800 10" "$(limit) $(cat "$pids/pids.max")"
ok rt update --pids-limit=-1 "$ID"
equal max "$(cat "$pids/pids.max")"
