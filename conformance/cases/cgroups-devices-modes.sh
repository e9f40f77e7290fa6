# shellcheck shell=bash disable=SC2154,SC2016
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Allowed Device list": access r, w and m are separate.
cgroup_path
config '.linux.devices = [{"type": "c", "path": "/dev/only-read", "major": 1, "minor": 11, "fileMode": 438}]
  | .linux.resources.devices += [{"allow": true, "type": "c", "major": 1, "minor": 11, "access": "r"}]
  | .process.capabilities |= map_values(. + ["CAP_SYSLOG"])'
probe open /dev/only-read 2048 open /dev/only-read 1 open /dev/null 2
ok rt run --bundle "$B" "$ID"
equal "opened EPERM" "$(fact "open /dev/only-read" | xargs)"
equal opened "$(fact "open /dev/null")"
