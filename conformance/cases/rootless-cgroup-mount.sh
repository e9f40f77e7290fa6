# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: without a cgroup of its own a container's mount of type cgroup shows where the runtime is, as with runc.
# Fails on crun: 1.8.1 cannot mount cgroup v2 without a cgroup namespace and privileges
unprivileged
config '.mounts += [{"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "ro"]}]'
script 'ls /sys/fs/cgroup >/dev/null && find /sys/fs/cgroup -name cgroup.procs | head -n 1'
ok rt run --bundle "$B" "$ID"
has cgroup.procs "$out"
