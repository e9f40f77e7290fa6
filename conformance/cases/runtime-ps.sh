# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: ps lists the pids of the container, as JSON and as a table with ps's own columns.
cgroup_path
script 'sleep 600 & sleep 600 & wait'
ok rt create --bundle "$B" "$ID"
ok rt start "$ID"
three() { [ "$(rt ps --format json "$ID" | jq length)" = 3 ]; }
until_true three
ok rt ps "$ID"
has "sleep 600" "$out"
# Fails on crun: its table is a column of pids
