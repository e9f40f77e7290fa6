# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a kernel with RT_GROUP_SCHED lets no real-time process into a cgroup without a share of real time; the error names
# the file and the remedy.
# Fails on runc: it names the file, and no remedy.
# Fails on crun: it names no remedy.
needs v1-cpu
cgroup_path
[ -e /sys/fs/cgroup/cpu/cpu.rt_runtime_us ] || skip "this kernel has no real-time groups"
chrt -f 1 true 2>/dev/null || skip "no real-time policy may be set here"
script 'echo ran'
fails chrt -f 1 "$RUNTIME" --root "$ROOT" run --bundle "$B" "$ID"
has "write /sys/fs/cgroup/cpu/$ID/" "$err"
has "cpu.rt_runtime_us" "$err"
