# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "PIDs": exactly so many.
needs controller-pids
cgroup_path
config '.linux.resources.pids = {"limit": 6}'
probe fork 20
ok rt run --bundle "$B" "$ID"
equal 5 "$(fact "fork 20")"
