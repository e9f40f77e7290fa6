# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: exec joins a user namespace, as root in it.
needs userns
config '.linux.namespaces += [{"type": "user"}]
  | .linux.uidMappings = [{"containerID": 0, "hostID": 100000, "size": 65536}]
  | .linux.gidMappings = [{"containerID": 0, "hostID": 200000, "size": 65536}]'
chown -R 100000:200000 "$B/rootfs"
chmod 755 "$WORK" "$B"
start_sleeper
ok rt exec "$ID" id -u
equal 0 "$out"
ok rt exec --user 7:8 "$ID" sh -c 'id -u; id -g'
equal "7 8" "$(xargs <<<"$out")"
