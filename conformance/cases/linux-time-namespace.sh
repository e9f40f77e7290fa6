# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Offset for Time Namespace".
# Fails on runc: Debian's version predates it
# Fails on crun: Debian's version predates it
needs timens
config '.ociVersion = "1.2.0" | .linux.namespaces += [{"type": "time"}]
  | .linux.timeOffsets = {"boottime": {"secs": 1000000, "nanosecs": 0}, "monotonic": {"secs": 500}}'
script 'cut -d. -f1 /proc/uptime; cat /proc/self/timens_offsets'
ok rt run --bundle "$B" "$ID"
[ "$(head -n 1 <<<"$out")" -gt 1000000 ] || complain "uptime"
