# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: root of a container with a user namespace, even with CAP_SYS_ADMIN, cannot take from a bind what the host's
# mount forbids, nor uncover what is mounted below its source.
# Fails on crun: 1.8.1 copies the tree outside of the user namespace, where nothing is locked
needs userns
mkdir "$WORK/source" "$B/rootfs/place"
mount -t tmpfs tmpfs "$WORK/source"
mkdir "$WORK/source/below"
echo covered >"$WORK/source/below/file"
mount -t tmpfs tmpfs "$WORK/source/below"
mount -o remount,bind,ro,nosuid,nodev,noexec "$WORK/source"
chmod 711 "$WORK" "$B"
config '.mounts += [{"destination": "/place", "source": $source,
    "options": ["rbind", "ro", "nosuid", "nodev", "noexec"]}]
  | .process.capabilities[] += ["CAP_SYS_ADMIN"]
  | .linux.namespaces += [{"type": "user"}]
  | .linux.uidMappings = [{"containerID": 0, "hostID": 1000, "size": 1000}]
  | .linux.gidMappings = .linux.uidMappings' --arg source "$WORK/source"
chown -R 1000:1000 "$B/rootfs"
script 'mount -t tmpfs tmpfs /tmp && echo mounts
for flags in rw,nosuid,nodev,noexec ro,suid,nodev,noexec ro,nosuid,dev,noexec ro,nosuid,nodev,exec; do
  mount -o remount,bind,$flags /place && echo remounted: $flags
done
umount /place/below && echo uncovered
cat /place/below/file'
fails rt run --bundle "$B" "$ID"
equal mounts "$out"
has "No such file" "$err"
# Without what is mounted below it, it would show what that covers.
config '.mounts[-1].options[0] = "bind" | .process.args = ["/bin/cat", "/place/below/file"]'
fails rt run --bundle "$B" "$ID"
hasnt covered "$out"
