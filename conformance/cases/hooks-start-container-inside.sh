# shellcheck shell=bash disable=SC2154,SC2016,SC2164,SC2094
# SPDX-License-Identifier: Apache-2.0
# Clause: runtime.md: startContainer hooks run in the container, their path is the container's.
cp "$B/rootfs/bin/busybox" "$B/rootfs/only-inside"
config '.hooks.startContainer = [{"path": "/only-inside", "args": ["sh", "-c", "/bin/hostname > /hook"]}]'
ok rt run --bundle "$B" "$ID"
equal conform "$(cat "$B/rootfs/hook")"
