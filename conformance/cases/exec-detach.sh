# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec --detach with a pid file.
start_sleeper
ok rt exec --detach --pid-file "$WORK/pid" "$ID" sleep 500
equal sleep "$(cat "/proc/$(cat "$WORK/pid")/comm")"
equal "$(readlink "/proc/$(pid_of "$ID")/ns/pid")" "$(readlink "/proc/$(cat "$WORK/pid")/ns/pid")"
