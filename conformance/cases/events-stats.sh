# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: events --stats prints one line that go-runc decodes: unsigned numbers, runc's names.
# Fails on crun: it has no events
needs controller-memory controller-pids
cgroup_path
config '.linux.resources.memory = {"limit": 33554432} | .linux.resources.pids = {"limit": 20}'
start_sleeper
ok rt events --stats "$ID"
case $out in '{"type":"stats","id":"'"$ID"'","data":{'*) ;; *) complain "wrong beginning: $out" ;; esac
equal 1 "$(wc -l <"$WORK/out")"
equal "33554432 1 20 true" "$(jq -r '.data | [.memory.usage.limit, .pids.current, .pids.limit, (.cpu.usage.total > 0)] | map(tostring) | join(" ")' <<<"$out")"
equal object "$(jq -r '.data.hugetlb | type' <<<"$out")"
ok rt kill "$ID" KILL
until_true is "$ID" stopped
fails rt events --stats "$ID"
has "container with id $ID is not running" "$err"
