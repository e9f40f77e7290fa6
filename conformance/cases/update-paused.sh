# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: update of a paused container does not thaw it; of a stopped one it is refused.
needs controller-pids controller-freezer
cgroup_path
start_sleeper
ok rt pause "$ID"
ok rt update --pids-limit 30 "$ID"
equal paused "$(status_of "$ID")"
ok rt resume "$ID"
ok rt kill "$ID" KILL
until_true is "$ID" stopped
fails rt update --pids-limit 31 "$ID"
