# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: a tmpfs without mode= keeps the mode of the directory it covers.
mkdir "$B/rootfs/m"
chmod 1735 "$B/rootfs/m"
config '.mounts += [{"destination": "/m", "type": "tmpfs", "source": "m"}]'
script 'stat -c %a /m'
ok rt run --bundle "$B" "$ID"
equal 1735 "$out"
# Fails on crun: 1777
