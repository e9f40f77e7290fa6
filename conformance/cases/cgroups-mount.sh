# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a cgroup mount shows the container's controllers, read-only when asked.
cgroup_path
config '.mounts += [{"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "ro"]}]'
script 'ls /sys/fs/cgroup | head -n 3; touch /sys/fs/cgroup/x 2>&1; mkdir /sys/fs/cgroup/memory/x 2>&1; true'
ok rt run --bundle "$B" "$ID"
has "Read-only file system" "$out"
