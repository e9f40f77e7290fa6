# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: config.md "Root": path may be absolute.
mv "$B/rootfs" "$WORK/other-root"
config '.root.path = $path' --arg path "$WORK/other-root"
ok rt run --bundle "$B" "$ID"
