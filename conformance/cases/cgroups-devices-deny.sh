# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Allowed Device list": a device not allowed cannot be opened; the default ones can.
cgroup_path
config '.linux.devices = [{"type": "c", "path": "/dev/kmsg-copy", "major": 1, "minor": 11, "fileMode": 438}]'
config '.process.capabilities |= map_values(. + ["CAP_MKNOD", "CAP_SYSLOG"])'
script 'head -c 1 /dev/kmsg-copy 2>&1; echo x > /dev/null && echo null; head -c 1 /dev/zero | wc -c; mknod /tmp/loop b 7 0 && head -c 1 /tmp/loop 2>&1'
try rt run --bundle "$B" "$ID"
has "Operation not permitted" "$out"
has null "$out"
