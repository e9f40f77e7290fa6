# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Allowed Device list": the list the kernel shows (v1).
needs v1-devices
cgroup_path
config '.linux.resources.devices += [{"allow": true, "type": "b", "major": 8, "minor": 1, "access": "r"}]'
start_sleeper
list=$(cat "/sys/fs/cgroup/devices/$ID/devices.list")
has "b 8:1 r" "$list"
has "c 1:3 rwm" "$list"
has "c 136:* rwm" "$list"
hasnt "a *:* rwm" "$list"
