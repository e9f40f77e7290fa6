# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Devices": c, b and p, with mode, uid and gid.
config '.linux.devices = [
  {"type": "c", "path": "/dev/mynull", "major": 1, "minor": 3, "fileMode": 416, "uid": 7, "gid": 8},
  {"type": "b", "path": "/dev/deep/block", "major": 7, "minor": 0, "fileMode": 384},
  {"type": "p", "path": "/dev/pipe", "fileMode": 438}]'
script 'stat -c "%n %F %t:%T %a %u:%g" /dev/mynull /dev/deep/block /dev/pipe'
ok rt run --bundle "$B" "$ID"
has "/dev/mynull character special file 1:3 640 7:8" "$out"
has "/dev/deep/block block special file 7:0 600 0:0" "$out"
has "/dev/pipe fifo" "$out"
