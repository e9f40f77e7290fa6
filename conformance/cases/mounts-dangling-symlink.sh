# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a destination behind a dangling link is made inside, as images rely on.
# Fails on crun: refuses it
ln -s /made/later "$B/rootfs/link"
config '.mounts += [{"destination": "/link", "type": "tmpfs", "source": "x"}]'
script 'grep -c " /made/later " /proc/self/mountinfo'
ok rt run --bundle "$B" "$ID"
equal 1 "$out"
