# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: what the image has at /dev/null never becomes the program's stdout.
config 'del(.mounts[] | select(.destination | startswith("/dev")))'
echo decoy >"$B/rootfs/dev/null"
script 'echo visible'
try rt run --bundle "$B" "$ID"
equal decoy "$(cat "$B/rootfs/dev/null")"
# Fails on runc: Debian's version writes to the image's file
# Fails on crun: Debian's version writes to the image's file
