# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec in a paused container is refused unless --ignore-paused.
needs controller-freezer
cgroup_path
start_sleeper
ok rt pause "$ID"
exits 255 rt exec "$ID" true
has "--ignore-paused" "$err"
ok rt resume "$ID"
# Fails on crun: ends with 1 and knows no --ignore-paused
