# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Allowed Device list": a rule that allows.
cgroup_path
config '.linux.devices = [{"type": "c", "path": "/dev/fuse-copy", "major": 1, "minor": 5, "fileMode": 438}]
  | .linux.resources.devices += [{"allow": true, "type": "c", "major": 1, "minor": 5, "access": "rw"}]'
script 'head -c 1 /dev/fuse-copy | wc -c'
ok rt run --bundle "$B" "$ID"
equal 1 "$out"
