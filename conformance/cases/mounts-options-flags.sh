# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": nosuid, nodev, noexec, noatime, relatime and their opposites.
config '.mounts += [
  {"destination": "/a", "type": "tmpfs", "source": "a", "options": ["nosuid", "nodev", "noexec", "noatime", "ro"]},
  {"destination": "/b", "type": "tmpfs", "source": "b", "options": ["nosuid", "suid", "nodev", "dev", "noexec", "exec", "nodiratime", "sync"]}]'
script 'sed -n "s,^\([^ ]* \)\{4\}/\([ab]\) \([^ ]*\) .*- tmpfs [^ ]* \(.*\)$,\2 \3 \4,p" /proc/self/mountinfo'
ok rt run --bundle "$B" "$ID"
for flag in ro nosuid nodev noexec noatime; do has "$flag" "$(grep ^a <<<"$out")"; done
for flag in nosuid nodev noexec; do hasnt "$flag" "$(grep ^b <<<"$out")"; done
has nodiratime "$(grep ^b <<<"$out")"
has sync "$(grep ^b <<<"$out")"
# Fails on crun: its later options do not undo earlier ones
