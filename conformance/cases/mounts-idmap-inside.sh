# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: an ID-mapped mount of what an earlier mount of the container shows, with a user namespace and without.
# Fails on runc: ID-mapped mounts are of 1.2
# Fails on crun: it opens sources on the host alone
needs idmap userns
mkdir "$WORK/source" "$B/rootfs/first" "$B/rootfs/second" "$B/rootfs/third"
echo x >"$WORK/source/file"
chown 5:6 "$WORK/source/file"
config '.mounts += [{"destination": "/first", "source": $source, "options": ["bind"]},
  {"destination": "/second", "source": $inside, "options": ["bind"],
   "uidMappings": [{"containerID": 0, "hostID": 1000, "size": 100}], "gidMappings": [{"containerID": 0, "hostID": 2000, "size": 100}]},
  {"destination": "/third", "source": $inside, "options": ["bind"],
   "uidMappings": [{"containerID": 0, "hostID": 3000, "size": 100}], "gidMappings": [{"containerID": 0, "hostID": 3000, "size": 100}]}]' \
  --arg source "$WORK/source" --arg inside "$B/rootfs/first"
script 'echo owner: $(stat -c %u:%g /second/file); echo first: $(stat -c %u:%g /first/file); echo third: $(stat -c %u:%g /third/file)'
ok rt run --bundle "$B" "$ID"
equal "1005:2006 5:6 3005:3006" "$(fact owner) $(fact first) $(fact third)"
chmod 711 "$WORK" "$B"
config '.linux.namespaces += [{"type": "user"}] | .linux.uidMappings = [{"containerID": 0, "hostID": 1000, "size": 1000}]
  | .linux.gidMappings = [{"containerID": 0, "hostID": 2000, "size": 1000}]'
chown -R 1000:2000 "$B/rootfs"
ok rt run --bundle "$B" "$ID"
equal 5:6 "$(fact owner)"
