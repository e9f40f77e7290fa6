# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": ratime, rnoatime, rstrictatime, rrelatime and their opposites.
for option in ratime rnoatime rstrictatime rnostrictatime rrelatime rnorelatime rdiratime rnodiratime rsuid rnosuid rdev \
  rnodev rexec rrw; do
  cp "$LIB/config.json" "$B/config.json"
  config '.mounts += [{"destination": "/m", "source": "/tmp", "options": ["rbind", $o]}]' --arg o "$option"
  ok rt run --bundle "$B" "$ID"
done
# Fails on runc: Debian's version has the atime bug
# Fails on crun: Debian's version, the same
