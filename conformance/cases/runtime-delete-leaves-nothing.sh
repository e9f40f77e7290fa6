# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Delete": resources created by create are removed; the id can be used again.
cgroup_path
start_sleeper
ok rt delete --force "$ID"
equal "" "$(find /sys/fs/cgroup -type d -path "*/$ID*" 2>/dev/null)"
equal "" "$(find "$ROOT" -mindepth 1)"
hasnt "$WORK" "$(tail -n +2 /proc/self/mountinfo | grep "$ID" || true)"
start_sleeper
