# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: update --resources takes a linux.resources object from standard input (go-runc) or a file.
needs controller-pids
cgroup_path
start_sleeper
pids=$(controller_directory pids)
echo '{"pids": {"limit": 11}, "memory": {}, "cpu": {"shares": 0, "cpus": ""}, "blockIO": {"weight": 0}}' >"$WORK/resources.json"
ok rt update --resources "$WORK/resources.json" "$ID"
equal 11 "$(cat "$pids/pids.max")"
echo '{"pids": {"limit": 12}}' | rt update -r - "$ID" || complain "update -r - failed"
equal 12 "$(cat "$pids/pids.max")"
