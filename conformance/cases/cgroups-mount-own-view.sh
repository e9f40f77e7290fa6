# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a mount of type cgroup shows the container's own cgroup, not the host's tree; rw would let it out.
# Fails on crun: Debian's shows the host's tree without a cgroup namespace.
[ "$NAME" = capsule-oci ] || skip "runc and crun show the host's tree without a cgroup namespace"
cgroup_path
config '.mounts += [{"destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["ro"]}]'
for namespaced in true false; do
  [ "$namespaced" = false ] || config '.linux.namespaces += [{"type": "cgroup"}]'
  script "find /sys/fs/cgroup -type d -name $ID"
  ok rt run --bundle "$B" "$ID"
  equal "" "$out"
  script 'for f in /sys/fs/cgroup/cgroup.procs /sys/fs/cgroup/*/cgroup.procs; do [ ! -e $f ] || cat $f; done'
  ok rt run --bundle "$B" "$ID"
  has 1 "$out"
  config '.linux.namespaces |= map(select(.type != "cgroup"))'
done
