# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: masked and read-only paths hold in a user namespace. Root of it with CAP_SYS_ADMIN may undo them, with any of
# the runtimes, since the mounts are its own; what the host's kernel protects by itself it does not get that way.
needs userns
chmod 711 "$WORK" "$B"
mkdir "$B/rootfs/secret"
echo secret >"$B/rootfs/secret/file"
config '.linux.namespaces += [{"type": "user"}]
  | .linux.uidMappings = [{"containerID": 0, "hostID": 1000, "size": 1000}]
  | .linux.gidMappings = .linux.uidMappings
  | .linux.maskedPaths = ["/secret", "/proc/keys", "/proc/kcore", "/sys/firmware"]
  | .linux.readonlyPaths = ["/proc/sys", "/proc/sysrq-trigger"]'
chown -R 1000:1000 "$B/rootfs"
script 'for path in /secret /proc/keys /proc/sys; do umount $path && echo undone: $path; done
mount -o remount,bind,rw /proc/sys && echo writable: /proc/sys
ls /secret
for file in /proc/sys/vm/overcommit_memory /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/kcore; do
  { true >>$file; } 2>/dev/null && echo opened: $file
done
true'
ok rt run --bundle "$B" "$ID"
equal "" "$out"

config '.process.capabilities[] += ["CAP_SYS_ADMIN"]'
ok rt run --bundle "$B" "$ID"
has "undone: /proc/sys" "$out"
hasnt opened "$out"
