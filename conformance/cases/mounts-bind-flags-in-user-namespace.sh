# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: in a user namespace a bind keeps what the host's mount forbids (ro, noexec), whatever other options say; asking
# for the contrary is an error. Without one, the options alone count.
# Fails on runc: 1.1.5 refuses such a mount; since 1.2
# Fails on crun: 1.8.1 clears the flags
needs userns
mkdir "$WORK/source" "$B/rootfs/place"
mount -t tmpfs tmpfs "$WORK/source"
mount -o remount,bind,ro,noexec "$WORK/source"
chmod 711 "$WORK" "$B"
script 'awk "\$2 == \"/place\" { print \"flags: ,\" \$4 \",\" }" /proc/self/mounts'
config '.mounts += [{"destination": "/place", "source": $source, "options": ["bind", "nosuid"]}]' --arg source "$WORK/source"
ok rt run --bundle "$B" "$ID"
has ,rw, "$(fact flags)"
config '.linux.namespaces += [{"type": "user"}] | .linux.uidMappings = [{"containerID": 0, "hostID": 1000, "size": 1000}]
  | .linux.gidMappings = .linux.uidMappings'
chown -R 1000:1000 "$B/rootfs"
ok rt run --bundle "$B" "$ID"
has ,ro, "$(fact flags)"
has ,noexec "$(fact flags)"
has ,nosuid "$(fact flags)"
config '.mounts[-1].options = ["bind", "rw"]'
fails rt run --bundle "$B" "$ID"
has "not permitted" "$err"
