# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config-linux.md "Readonly Paths".
mkdir "$B/rootfs/data"
config '.linux.readonlyPaths = ["/data", "/proc/sys", "/no/such"]'
script 'touch /data/x 2>&1; echo 1 2>&1 > /proc/sys/net/ipv4/ip_forward || true; true'
ok rt run --bundle "$B" "$ID"
has "Read-only file system" "$out"
equal 2 "$(grep -c 'Read-only file system' <<<"$out$err")"
