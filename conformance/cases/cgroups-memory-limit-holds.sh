# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a program that wants more than its limit is killed.
needs controller-memory
cgroup_path
config '.linux.resources.memory = {"limit": 16777216, "swap": 16777216}'
script 'head -c 64000000 /dev/zero | tail | wc -c; echo survived'
exits 0 rt run --bundle "$B" "$ID"
hasnt 64000000 "$out"
