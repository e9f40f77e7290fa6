# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Mounts": mounted in the listed order.
config '.mounts += [{"destination": "/m", "type": "tmpfs", "source": "one"}, {"destination": "/m/in", "type": "tmpfs", "source": "two"}]'
script 'grep -c " /m" /proc/self/mountinfo; ls /m'
ok rt run --bundle "$B" "$ID"
equal "2 in" "$(xargs <<<"$out")"
