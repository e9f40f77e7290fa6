# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md "Errors": an error leaves the state of the environment as if the operation had never been attempted.
cgroup_path
config '.mounts += [{"destination": "/x", "type": "nosuchfs", "source": "none"}]'
fails rt create --bundle "$B" --pid-file "$WORK/pid" "$ID"
[ ! -e "$WORK/pid" ] || complain "pid file left"
fails rt state "$ID"
equal "" "$(find /sys/fs/cgroup -type d -path "*/$ID*" 2>/dev/null)"
equal "" "$(find "$ROOT" -mindepth 1 -path "*$ID*")"
