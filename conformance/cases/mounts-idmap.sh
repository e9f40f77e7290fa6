# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": uidMappings and gidMappings.
# Fails on runc: Debian's version predates it
needs idmap
mkdir "$WORK/data"
chown 1000:1000 "$WORK/data"
config '.mounts += [{"destination": "/m", "source": $data, "options": ["bind", "idmap"],
  "uidMappings": [{"containerID": 0, "hostID": 5000, "size": 65536}],
  "gidMappings": [{"containerID": 0, "hostID": 6000, "size": 65536}]}]' --arg data "$WORK/data"
script 'stat -c %u:%g /m'
ok rt run --bundle "$B" "$ID"
equal 6000:7000 "$out"
