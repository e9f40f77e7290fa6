# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": rro and the like, through mount_setattr.
mkdir -p "$WORK/data/sub"
mount -t tmpfs sub "$WORK/data/sub"
config '.mounts += [{"destination": "/m", "source": $data, "options": ["rbind", "rro", "rnoexec"]}]' --arg data "$WORK/data"
script 'touch /m/x 2>&1; touch /m/sub/x 2>&1; grep " /m" /proc/self/mountinfo | grep -c noexec'
ok rt run --bundle "$B" "$ID"
equal 2 "$(grep -c 'Read-only' <<<"$out")"
equal 2 "$(tail -n 1 <<<"$out")"
