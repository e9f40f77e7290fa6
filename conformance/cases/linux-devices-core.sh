# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Shows: /dev/core leads to /proc/kcore, and is left out where the kernel has no such file.
# Fails on crun: 1.8.1 makes the link in any case
script 'if [ -L /dev/core ]; then echo "link to $(readlink /dev/core)"; else echo none; fi'
ok rt run --bundle "$B" "$ID"
if [ -e /proc/kcore ]; then equal "link to /proc/kcore" "$out"; else equal none "$out"; fi
