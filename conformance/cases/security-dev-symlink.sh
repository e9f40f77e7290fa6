# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: device nodes are never made outside the root file system through a link in the image.
mkdir "$WORK/host"
config 'del(.mounts[] | select(.destination | startswith("/dev")))'
rmdir "$B/rootfs/dev"
ln -s "$WORK/host" "$B/rootfs/dev"
try rt run --bundle "$B" "$ID"
equal "" "$(ls "$WORK/host")"
# Fails on runc: Debian's version makes links outside (CVE-2024-45310's class)
# Fails on crun: Debian's version makes devices outside (CVE-2026-47766's class)
