# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": private, shared, slave, unbindable.
mkdir "$WORK/data"
mount -t tmpfs data "$WORK/data"
mount --make-shared "$WORK/data"
for pair in "shared:shared:" "slave:master:" "private::shared:"; do
  IFS=: read -r option wanted unwanted _ <<<"$pair"
  cp "$LIB/config.json" "$B/config.json"
  config '.mounts += [{"destination": "/m", "source": $data, "options": ["bind", $o]}]' --arg data "$WORK/data" --arg o "$option"
  script 'grep " /m " /proc/self/mountinfo'
  ok rt run --bundle "$B" "$ID"
  if [ -n "$wanted" ]; then has "$wanted:" "$out"; fi
  if [ -n "$unwanted" ]; then hasnt "$unwanted:" "$out"; fi
done
# Fails on crun: Debian's version makes it private when the root file system's mount is
