# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "User namespace mappings".
needs userns
config '.linux.namespaces += [{"type": "user"}]
  | .linux.uidMappings = [{"containerID": 0, "hostID": 100000, "size": 65536}]
  | .linux.gidMappings = [{"containerID": 0, "hostID": 200000, "size": 65536}]'
chown -R 100000:200000 "$B/rootfs"
chmod 755 "$WORK" "$B"
script 'id -u; id -g; cat /proc/self/uid_map /proc/self/gid_map; touch /made; echo x > /dev/null && echo null'
ok rt run --bundle "$B" "$ID"
equal "0 0 0 100000 65536 0 200000 65536 null" "$(xargs <<<"$out")"
equal 100000:200000 "$(stat -c %u:%g "$B/rootfs/made")"
