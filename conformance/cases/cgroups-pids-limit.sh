# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "PIDs": limit; a program that wants more gets EAGAIN.
needs controller-pids
cgroup_path
config '.linux.resources.pids = {"limit": 4}'
script 'for i in 1 2 3 4 5 6 7 8; do sleep 1 & done; wait; echo end'
try rt run --bundle "$B" "$ID"
has "fork" "$err"
