# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a user who is not root gets more ids by newuidmap and newgidmap, as /etc/subuid and /etc/subgid allow.
needs idmap-helpers
unprivileged
mkdir "$WORK/etc"
echo 'caller:x:1000:1000::/:/bin/sh' >"$WORK/etc/passwd"
echo 'caller:x:1000:' >"$WORK/etc/group"
echo caller:100000:65536 | tee "$WORK/etc/subuid" >"$WORK/etc/subgid"
for file in passwd group subuid subgid; do
  [ -e "/etc/$file" ] || skip "needs /etc/$file"
  mount --bind "$WORK/etc/$file" "/etc/$file"
done
config '.linux.uidMappings += [{"containerID": 1, "hostID": 100000, "size": 65535}] | .linux.gidMappings = .linux.uidMappings'
script 'echo one >/tmp/one; chown 7:8 /tmp/one; echo owner: $(stat -c %u:%g /tmp/one)'
ok rt run --bundle "$B" "$ID"
equal 7:8 "$(fact owner)"
equal 100006:100007 "$(stat -c %u:%g "$B/rootfs/tmp/one")"
# Beyond what is allowed, the error names the helper and the files.
config '.linux.uidMappings[1].hostID = 1000000'
fails rt run --bundle "$B" "$ID"
has newuidmap "$err"
equal "" "$(ls -A "$ROOT")"
