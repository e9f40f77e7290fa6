# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Unified".
[ -e /sys/fs/cgroup/unified/cgroup.procs ] || [ -e /sys/fs/cgroup/cgroup.procs ] || skip "needs cgroup v2"
[ "$NAME" = capsule-oci ] || [ "$CGROUPS" = v2 ] || skip "runc refuses unified on a hybrid host"
cgroup_path
config '.linux.resources.unified = {"cgroup.max.descendants": "12"}'
start_sleeper
equal 12 "$(cat /sys/fs/cgroup/unified/"$ID"/cgroup.max.descendants 2>/dev/null || cat "/sys/fs/cgroup/$ID/cgroup.max.descendants")"
