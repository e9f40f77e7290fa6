# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": the options a runtime MUST know, on tmpfs, one by one.
# Fails on crun: iversion, silent and others are passed to the file system
# Fails on runc: Debian's version lacks some
for option in async atime defaults dev diratime dirsync exec iversion lazytime loud noatime nodev nodiratime noexec \
  noiversion nolazytime norelatime nostrictatime nosuid private relatime ro rprivate rshared rslave runbindable rw shared silent \
  slave strictatime suid sync unbindable; do
  cp "$LIB/config.json" "$B/config.json"
  config '.mounts += [{"destination": "/m", "type": "tmpfs", "source": "m", "options": [$o]}]' --arg o "$option"
  ok rt run --bundle "$B" "$ID"
done
